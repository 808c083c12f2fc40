# %% [markdown]
# # Print to screen and file

# %%
import sys


class Tee:
    def __init__(self, *streams):
        self.streams = streams
        self.count = 0

    def write(self, text):
        self.count += len(text.split())
        for stream in self.streams:
            stream.write(text)

    def flush(self):
        for stream in self.streams:
            stream.flush()


screen = sys.stdout
out = open("session.txt", "w")
sys.stdout = tee = Tee(screen, out)
print("RESULT started")

# %% [markdown]
# ## Work

# %%
values = [2, 4, 8]
for v in values:
    print("RESULT half", v // 2)

# %% [markdown]
# ## Means

# %%
mean = sum(values) / len(values)
print("RESULT mean", round(mean, 2))

# %% [markdown]
# ## End

# %%
sys.stdout = screen
out.close()
print("RESULT words", tee.count)
print("RESULT file", open("session.txt").read().splitlines()[:2])
