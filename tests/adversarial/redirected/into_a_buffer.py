# %% [markdown]
# # Capture a report

# %%
import io
from contextlib import redirect_stdout


def report(values):
    print("n", len(values))
    for v in values:
        print("value", v)


values = [3, 1]
buffer = io.StringIO()
with redirect_stdout(buffer):
    report(values)
    print("end")
print("RESULT lines", buffer.getvalue().splitlines())

# %% [markdown]
# ## Mean

# %%
mean = sum(values) / len(values)
print("RESULT mean", mean)

# %% [markdown]
# ## Help text

# %%
with redirect_stdout(io.StringIO()) as captured:
    help(len)
    values.append(7)
    report(values)
first = captured.getvalue().splitlines()[0]
print("RESULT help", first)
print("RESULT captured", captured.getvalue().count("value"), buffer.getvalue().count("value"))
