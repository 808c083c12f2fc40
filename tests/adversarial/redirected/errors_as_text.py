# %% [markdown]
# # Errors in a report

# %%
import io
import sys
import traceback
from contextlib import redirect_stderr

errors = io.StringIO()
with redirect_stderr(errors):
    print("to stderr", file=sys.stderr)
    try:
        [][1]
    except IndexError:
        traceback.print_exc()
lines = errors.getvalue().splitlines()
print("RESULT errors", lines[0], "|", lines[-1])

# %% [markdown]
# ## Parse

# %%
texts = ["1", "x", "3"]
numbers = []
for text in texts:
    try:
        numbers.append(int(text))
    except ValueError:
        print("RESULT bad", traceback.format_exc().splitlines()[-1])

# %% [markdown]
# ## Mean

# %%
mean = sum(numbers) / len(numbers)
print("RESULT mean", mean)

# %% [markdown]
# ## A subprocess

# %%
import subprocess

done = subprocess.run([sys.executable, "-c", "print('RESULT child', 2)"], capture_output=True, text=True)
print(done.stdout.strip(), len(done.stderr))
