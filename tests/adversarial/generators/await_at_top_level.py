# %% [markdown]
# # Several requests at a time

# %%
import asyncio

order = []


async def fetch(name, wait):
    order.append(f"ask {name}")
    await asyncio.sleep(wait)
    order.append(f"got {name}")
    return len(name)


sizes = await asyncio.gather(fetch("long", 0.03), fetch("ab", 0.01))
print("RESULT sizes", sizes, order)

# %% [markdown]
# ## Sum

# %%
total = sum(sizes)
print("RESULT total", total)

# %% [markdown]
# ## Asynchronous iteration

# %%
async def count(n):
    for k in range(n):
        await asyncio.sleep(0)
        yield k


counted = [k async for k in count(total // 2)]
print("RESULT counted", counted)

# %% [markdown]
# ## Tasks

# %%
async def main():
    task = asyncio.create_task(fetch("task", 0.0))
    order.append("made")
    return await task + len(order)


print("RESULT main", await main(), order[-3:])
