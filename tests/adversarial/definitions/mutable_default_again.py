# %% [markdown]
# # Collect events

# %%
def collect(event, events=[]):
    events.append(event)
    return events


morning = collect("start")
collect("load")
print("RESULT morning", morning)

# %% [markdown]
# ## Lengths

# %%
lengths = [len(e) for e in morning]
longest = max(lengths)

# %% [markdown]
# ## Afternoon: run the cell again

# %%
def collect(event, events=[]):
    events.append(event)
    return events


afternoon = collect("stop")
print("RESULT afternoon", afternoon, longest)
print("RESULT both", len(morning), morning is afternoon)
