# %% [markdown]
# # Progress by hand

# %%
import sys

count = sys.stdout.write("RESULT begin\n")
print("RESULT written", count)

# %% [markdown]
# ## Steps

# %%
done = []
for step in range(3):
    done.append(step**2)
    sys.stdout.write(f"RESULT step {step}\n")
    sys.stdout.flush()

# %% [markdown]
# ## Sum

# %%
total = sum(done)
print("RESULT total", total)

# %% [markdown]
# ## Lines

# %%
sys.stdout.writelines(f"RESULT line {d}\n" for d in done)
write = sys.stdout.write
lengths = [write(f"RESULT again {d}\n") for d in done[:2]]
print("RESULT lengths", lengths, file=sys.stdout)
count = sys.stderr.write("RESULT end\n")
