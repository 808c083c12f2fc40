# %% [markdown]
# # Web server log

# %%
import re
from collections import Counter
from datetime import datetime

with open("access.log") as file:
    lines = file.read().splitlines()
print("RESULT lines", len(lines))

# %% [markdown]
# ## Parse

# %%
PATTERN = re.compile(r'(\S+) - - \[(.*?)\] "(\w+) (\S+)[^"]*" (\d+) (\d+)')


def parse(line):
    """Return the fields of a line."""
    ip, when, method, path, status, size = PATTERN.match(line).groups()
    return {"ip": ip, "when": datetime.strptime(when, "%d/%b/%Y:%H:%M:%S"), "path": path, "status": int(status), "size": int(size)}


requests = [parse(line) for line in lines]
print("RESULT first", requests[0]["path"], requests[0]["when"].hour)

# %% [markdown]
# ## Counts

# %%
by_path = Counter(r["path"] for r in requests)
errors = [r for r in requests if r["status"] >= 400]
print("RESULT top", by_path.most_common(1), "errors", len(errors))

# %% [markdown]
# ## Traffic

# %%
by_hour = Counter()
for r in requests:
    by_hour[r["when"].hour] += r["size"]
print("RESULT traffic", sorted(by_hour.items()))
