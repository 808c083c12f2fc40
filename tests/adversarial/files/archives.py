# %% [markdown]
# # Compressed

# %%
import gzip
import os
import zipfile

with gzip.open("words.txt.gz", "wt") as file:
    file.write("one\ntwo\n")
size = os.path.getsize("words.txt.gz") > 0
print("RESULT exists", size)

# %% [markdown]
# ## Archive

# %%
with zipfile.ZipFile("all.zip", "w") as archive:
    archive.write("words.txt.gz")
    archive.writestr("notes/a.txt", "first")
print("RESULT names", zipfile.ZipFile("all.zip").namelist())

# %% [markdown]
# ## Words

# %%
with gzip.open("words.txt.gz", "rt") as file:
    words = file.read().split()
lengths = {w: len(w) for w in words}
print("RESULT words", words)

# %% [markdown]
# ## Add

# %%
with gzip.open("words.txt.gz", "at") as file:
    file.write("three\n")
with zipfile.ZipFile("all.zip", "a") as archive:
    archive.writestr("notes/b.txt", str(lengths))
archive = zipfile.ZipFile("all.zip")
print("RESULT names", archive.namelist(), archive.read("notes/a.txt"))
print("RESULT words", gzip.open("words.txt.gz", "rt").read().split())
archive.close()
