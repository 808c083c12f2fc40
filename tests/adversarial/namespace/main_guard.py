# %% [markdown]
# # A script's main part

# %%
def main(values):
    return sum(values) if __name__ == "__main__" else -1


values = [1, 2, 3]
mode = __name__
print("RESULT mode", mode, main(values))

# %% [markdown]
# ## Double

# %%
doubled = [v * 2 for v in values]
print("RESULT doubled", doubled)

# %% [markdown]
# ## Guard

# %%
if __name__ == "__main__":
    level = 3
    doubled.append(main(doubled))
else:
    level = 7
print("RESULT level", level, doubled)

# %% [markdown]
# ## As a module?

# %%
def where():
    return "script" if __name__ == "__main__" else "module"


print("RESULT where", where(), {"__main__": 1}.get(__name__))
