# %% [markdown]
# # Training script in a notebook

# %%
import argparse
import sys

sys.argv = ["train", "--epochs", "3", "--name", "trial"]
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--rate", type=float, default=0.5)
parser.add_argument("--name", default="none")
args = parser.parse_args()
print("RESULT args", args.epochs, args.rate, args.name)

# %% [markdown]
# ## Train

# %%
weight = 0.0
for epoch in range(args.epochs):
    weight += args.rate * (1 - weight)
print("RESULT weight", weight, sys.argv[0], len(sys.argv))

# %% [markdown]
# ## Evaluate

# %%
error = abs(1 - weight)
print("error", error)

# %% [markdown]
# ## Other arguments

# %%
known, others = parser.parse_known_args(["--epochs", "1", "-f", "kernel.json"])
sys.argv.append("--rate")
sys.argv.append("2")
args = parser.parse_args()
print("RESULT known", known.epochs, others, args.rate, error < 1)
