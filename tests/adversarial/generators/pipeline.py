# %% [markdown]
# # A pipeline of generators

# %%
events = []


def read(lines):
    for line in lines:
        events.append("read")
        yield line.strip()


def numbers(lines):
    for line in lines:
        if line.isdigit():
            events.append("number")
            yield int(line)


lines = ["1\n", "x\n", "3\n", "4\n"]
stream = numbers(read(lines))
print("RESULT events", events)

# %% [markdown]
# ## The first

# %%
first = next(stream)
print("RESULT first", first, events)

# %% [markdown]
# ## Square

# %%
square = first**2
print("square", square)

# %% [markdown]
# ## All

# %%
total = sum(stream)
print("RESULT total", total, events.count("read"), events.count("number"))
print("RESULT end", next(stream, "nothing"), square)
