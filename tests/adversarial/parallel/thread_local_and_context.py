# %% [markdown]
# # Values of a thread

# %%
import contextvars
import threading

local = threading.local()
user = contextvars.ContextVar("user", default="none")
found = {}


def look(name):
    found[name] = (getattr(local, "value", None), user.get())


local.value = 1
user.set("ann")
look("main")
thread = threading.Thread(target=look, args=("thread",))
thread.start()
thread.join()
print("RESULT found", found)

# %% [markdown]
# ## Lengths

# %%
length = len(found)
print("length", length)

# %% [markdown]
# ## In a copy of the context

# %%
context = contextvars.copy_context()
user.set("bob")
context.run(look, "copy")
look("main")
print("RESULT found", found["copy"], found["main"], length)

# %% [markdown]
# ## Reset

# %%
token = user.set("cleo")
local.value += 1
user.reset(token)
print("RESULT end", user.get(), local.value)
