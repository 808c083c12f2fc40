# %% [markdown]
# # Reports by month

# %%
import os
import shutil
from pathlib import Path

os.makedirs("reports/old", exist_ok=True)
for month in ("jan", "feb"):
    Path(f"reports/{month}.txt").write_text(f"{month}\n")
print("RESULT listing", sorted(os.listdir("reports")))

# %% [markdown]
# ## Lengths

# %%
lengths = {p.name: len(p.read_text()) for p in Path("reports").glob("*.txt")}
print("RESULT lengths", sorted(lengths.items()))

# %% [markdown]
# ## Move one

# %%
shutil.move("reports/jan.txt", "reports/old/jan.txt")
total = sum(lengths.values())
print("RESULT total", total, os.path.exists("reports/jan.txt"))

# %% [markdown]
# ## Remove one

# %%
os.remove("reports/feb.txt")
tree = sorted(p.relative_to("reports").as_posix() for p in Path("reports").rglob("*"))
print("RESULT tree", tree, Path("reports/old").is_dir())

# %% [markdown]
# ## If it is missing

# %%
if not os.path.exists("reports/feb.txt"):
    Path("reports/feb.txt").write_text("again\n")
print("RESULT feb", Path("reports/feb.txt").read_text().strip())
