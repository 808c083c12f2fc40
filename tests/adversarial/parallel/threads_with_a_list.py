# %% [markdown]
# # Threads

# %%
import threading
import time

done = []
lock = threading.Lock()


def work(number):
    time.sleep(0.01 * number)
    with lock:
        done.append(number)


threads = [threading.Thread(target=work, args=(n,)) for n in (3, 1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("RESULT done", done)

# %% [markdown]
# ## Sum

# %%
total = sum(done)
print("RESULT total", total)

# %% [markdown]
# ## One more in the background

# %%
late = threading.Thread(target=work, args=(4,))
late.start()
count = len(done)

# %% [markdown]
# ## Wait

# %%
mean = total / 3
late.join()
print("RESULT late", count, done, mean)
print("RESULT alive", late.is_alive())
