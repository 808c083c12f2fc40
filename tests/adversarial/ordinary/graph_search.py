# %% [markdown]
# # Shortest ways

# %%
from collections import deque

edges = [("a", "b", 4), ("a", "c", 1), ("c", "b", 2), ("b", "d", 5), ("c", "d", 8), ("d", "e", 3)]
graph = {}
for start, end, length in edges:
    graph.setdefault(start, {})[end] = length
    graph.setdefault(end, {})[start] = length
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


distances = shortest(graph, "a")
print("RESULT distances", sorted(distances.items()))

# %% [markdown]
# ## Degrees

# %%
degrees = {node: len(others) for node, others in graph.items()}
centre = min(graph, key=lambda node: max(shortest(graph, node).values()))
print("RESULT centre", centre, max(degrees.values()))
