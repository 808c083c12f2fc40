# %% [markdown]
# # Work beside the loop

# %%
import asyncio
import threading

seen_threads = set()


def blocking(v):
    seen_threads.add(threading.current_thread() is threading.main_thread())
    return v + offset


offset = 5
value = await asyncio.to_thread(blocking, 1)
print("RESULT value", value, seen_threads)

# %% [markdown]
# ## A queue

# %%
queue = asyncio.Queue()


async def fill(n):
    for k in range(n):
        await queue.put(k * offset)
    await queue.put(None)


async def drain():
    values = []
    while (v := await queue.get()) is not None:
        values.append(v)
    return values


_, values = await asyncio.gather(fill(3), drain())
print("RESULT values", values)

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
offset = 1
print("RESULT again", await asyncio.to_thread(blocking, mean))

# %% [markdown]
# ## In order

# %%
lock = asyncio.Lock()
order = []


async def turn(name):
    async with lock:
        order.append(name)
        await asyncio.sleep(0)
        order.append(name)


await asyncio.gather(turn("a"), turn("b"))
print("RESULT order", order)
