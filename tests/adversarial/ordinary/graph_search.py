# %% [markdown]
# # Shortest ways

# %%
from collections import deque

import pandas as pd

roads = pd.read_csv("roads.csv")
print("RESULT roads", len(roads), roads["length"].sum())

# %% [markdown]
# ## Graph

# %%
graph = {}
for road in roads.itertuples():
    graph.setdefault(road.start, {})[road.end] = road.length
    graph.setdefault(road.end, {})[road.start] = road.length
print("RESULT nodes", sorted(graph))

# %% [markdown]
# ## Fewest steps

# %%
def steps(graph, start):
    """Return the number of steps to each node."""
    found = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            if other not in found:
                found[other] = found[node] + 1
                queue.append(other)
    return found


print("RESULT steps", steps(graph, "a"))

# %% [markdown]
# ## Shortest

# %%
def shortest(graph, start):
    """Return the shortest distance to each node."""
    distances = {start: 0}
    todo = set(graph)
    while todo:
        node = min(sorted(todo), key=lambda n: distances.get(n, float("inf")))
        todo.remove(node)
        for other, length in graph[node].items():
            distances[other] = min(distances.get(other, float("inf")), distances[node] + length)
    return distances


table = pd.DataFrame({node: shortest(graph, node) for node in sorted(graph)}).sort_index()
print("RESULT distances", table["a"].to_dict())
table

# %% [markdown]
# ## Centre

# %%
farthest = table.max()
centre = farthest.idxmin()
degrees = {node: len(others) for node, others in graph.items()}
print("RESULT centre", centre, farthest.min(), max(degrees.values()))

# %% [markdown]
# ## Save

# %%
table.to_csv("distances.csv")
