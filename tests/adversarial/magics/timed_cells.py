# %% [markdown]
# # Time

# %%
calls = []


def work(n):
    calls.append(n)
    return sum(range(n))


%time total = work(10)
print("RESULT total", total)

# %% [markdown]
# ## A whole cell

# %%

# %%
%%time
values = [work(k) for k in (2, 3)]
print("RESULT values", values)

# %% [markdown]
# ## Many times

# %%
%timeit -n 2 -r 3 work(1)
print("RESULT calls", len(calls))

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
best = %timeit -o -q -n 1 -r 2 work(4)
print("RESULT best", best.best >= 0, len(calls), mean)
