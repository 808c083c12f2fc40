# %% [markdown]
# # Log lines with a time

# %%
import time
from datetime import datetime

start = datetime.now()
time.sleep(0.01)


def line(text, now=datetime.now()):
    return (now - start).total_seconds(), text


print("RESULT after the start", line("a")[0] >= 0.01)

# %% [markdown]
# ## Work

# %%
values = [3, 1, 2]
ordered = sorted(values)
print("RESULT ordered", ordered)

# %% [markdown]
# ## The class has a time too

# %%
class Run:
    started = datetime.now()
    number = len(values)


time.sleep(0.01)
first = line("first")
print("RESULT order", start < Run.started, first[0] == line("second")[0])

# %% [markdown]
# ## Define it again

# %%
def line(text, now=datetime.now()):
    return (now - start).total_seconds(), text


print("RESULT later", line("third")[0] >= first[0] + 0.01, Run.number)
