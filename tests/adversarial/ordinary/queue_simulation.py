# %% [markdown]
# # A queue

# %%
import heapq
import random

random.seed(4)
CUSTOMERS = 200
SERVERS = 2

# %% [markdown]
# ## Arrivals

# %%
arrivals = []
now = 0.0
for _ in range(CUSTOMERS):
    now += random.expovariate(1.0)
    arrivals.append(now)
print("RESULT last arrival", round(arrivals[-1], 2))

# %% [markdown]
# ## Simulate

# %%
def simulate(arrivals, services, servers):
    """Return how long each customer waits."""
    free = [0.0] * servers
    waits = []
    for arrival, service in zip(arrivals, services):
        start = max(arrival, heapq.heappop(free))
        waits.append(start - arrival)
        heapq.heappush(free, start + service)
    return waits


services = [random.expovariate(0.6) for _ in arrivals]
waits = simulate(arrivals, services, SERVERS)
print("RESULT mean wait", round(sum(waits) / len(waits), 3))

# %% [markdown]
# ## More servers

# %%
for servers in (2, 3, 4):
    more = simulate(arrivals, services, servers)
    print("RESULT", servers, "servers", round(max(more), 2))
