# %% [markdown]
# # Recorder

# %%
import heapq
from collections import ChainMap, deque, namedtuple
from types import SimpleNamespace

values = [3, 1, 2]
box = SimpleNamespace()
setattr(box, "values", values)
queue = deque([values], maxlen=2)

# %% [markdown]
# ## Look

# %%
total = sum(values)
largest = max(values)
print("RESULT total", total, largest)

# %% [markdown]
# ## More holders

# %%
Pair = namedtuple("Pair", "left right")
pair = Pair(values, {"n": total})
heap = []
heapq.heappush(heap, (1, values))
base = {"limit": 1}
settings = ChainMap({}, base)

# %% [markdown]
# ## Change

# %%
values.append(10)
vars(box)["extra"] = pair.right
pair.right["n"] += 1
base["limit"] = 5

# %% [markdown]
# ## Report

# %%
print("RESULT box", box.values, box.extra)
print("RESULT queue", queue[0][-1], heap[0][1][-1], pair.left[-1])
print("RESULT limit", settings["limit"])
