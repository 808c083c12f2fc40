# %% [markdown]
# # Work in a folder

# %%
import os
from pathlib import Path

BASE = Path("work")
BASE.mkdir(exist_ok=True)
(BASE / "a.txt").write_text("outside")
start = os.getcwd()
print("RESULT before", os.path.exists("a.txt"))

# %% [markdown]
# ## Change the folder

# %%
os.chdir(BASE)
with open("b.txt", "w") as file:
    file.write("inside")
print("RESULT here", sorted(os.listdir(".")), Path.cwd().name)

# %% [markdown]
# ## Lengths

# %%
lengths = [len(Path(name).read_text()) for name in sorted(os.listdir("."))]
print("RESULT lengths", lengths)

# %% [markdown]
# ## Back

# %%
os.chdir(start)
print("RESULT back", os.path.exists("b.txt"), (BASE / "b.txt").read_text())
print("RESULT total", sum(lengths), os.path.join("work", "a.txt"))
