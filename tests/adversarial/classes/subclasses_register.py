# %% [markdown]
# # Readers by format

# %%
class Reader:
    known = {}

    def __init_subclass__(cls, suffix, **rest):
        super().__init_subclass__(**rest)
        Reader.known[suffix] = cls.__name__

    def read(self, text):
        return text.split()


class Csv(Reader, suffix="csv"):
    def read(self, text):
        return text.split(",")


print("RESULT known", Reader.known)

# %% [markdown]
# ## Read

# %%
row = Csv().read("1,2,3")
numbers = [int(cell) for cell in row]
print("RESULT sum", sum(numbers))

# %% [markdown]
# ## Means

# %%
mean = sum(numbers) / len(numbers)
print("mean", mean)

# %% [markdown]
# ## Another format

# %%
class Tsv(Reader, suffix="tsv"):
    pass


print("RESULT known", list(Reader.known), mean)
print("RESULT subclasses", [c.__name__ for c in Reader.__subclasses__()])
