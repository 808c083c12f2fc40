# %% [markdown]
# # Reports by date

# %%
import os
from datetime import date, datetime, timedelta
from pathlib import Path

stamp = datetime.now().strftime("%Y%m%d_%H%M%S_%f")
name = f"report_{stamp}.txt"
Path(name).write_text("one\n")
print("RESULT files", len(list(Path(".").glob("report_*.txt"))))

# %% [markdown]
# ## Weekdays

# %%
today = date.today()
week = [today - timedelta(days=k) for k in range(7)]
print("RESULT week", len({d.weekday() for d in week}))

# %% [markdown]
# ## More

# %%
with open(name, "a") as file:
    file.write("two\n")
lines = Path(name).read_text().split()
print("RESULT lines", lines)

# %% [markdown]
# ## Is it fresh?

# %%
age = datetime.now().timestamp() - os.path.getmtime(name)
print("RESULT fresh", -1 < age < 60, stamp[:4] == str(today.year))
os.remove(name)
print("RESULT files", len(list(Path(".").glob("report_*.txt"))))
