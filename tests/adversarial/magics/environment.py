# %% [markdown]
# # Variables and folders

# %%
%env A_RATE=3
import os

rate = int(os.environ["A_RATE"])
print("RESULT rate", rate)

# %% [markdown]
# ## Folder

# %%
os.makedirs("inner", exist_ok=True)
here = %pwd
%cd -q inner
print("RESULT here", os.path.basename(os.getcwd()), os.path.basename(here) != "inner")
with open("a.txt", "w") as file:
    file.write("x" * rate)

# %% [markdown]
# ## Back

# %%
%cd -q ..
size = os.path.getsize("inner/a.txt")
print("RESULT size", size)

# %% [markdown]
# ## Another rate

# %%
%set_env A_RATE 7
print("RESULT rate", os.environ["A_RATE"], rate, size)
