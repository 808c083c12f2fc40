# %% [markdown]
# # A worker

# %%
import queue
import threading

jobs, answers = queue.Queue(), {}


def worker():
    while True:
        job = jobs.get()
        if job is None:
            break
        answers[job] = handler(job)
        jobs.task_done()


def handler(job):
    return job * 2


thread = threading.Thread(target=worker, daemon=True)
thread.start()
for job in (1, 2):
    jobs.put(job)
jobs.join()
print("RESULT answers", answers)

# %% [markdown]
# ## Sum

# %%
total = sum(answers.values())
print("RESULT total", total)

# %% [markdown]
# ## Another handler

# %%
def handler(job):
    return -job


for job in (2, 3):
    jobs.put(job)
jobs.join()
print("RESULT answers", answers, total)

# %% [markdown]
# ## End

# %%
jobs.put(None)
thread.join()
print("RESULT end", thread.is_alive(), jobs.qsize())
