base = [1, 2]
doubled = [v * 2 for v in base]
rate = 9
print("RESULT inside", doubled, __name__)
