# %% [markdown]
# # Web server log

# %%
import re

import pandas as pd

PATTERN = re.compile(r'(\S+) - - \[(.*?)\] "(\w+) (\S+)[^"]*" (\d+) (\d+)')

# %% [markdown]
# ## Read

# %%
with open("access.log") as file:
    lines = file.read().splitlines()
print("RESULT lines", len(lines))

# %% [markdown]
# ## Parse

# %%
def parse(line):
    """Return the fields of a line."""
    ip, when, method, path, status, size = PATTERN.match(line).groups()
    return {"ip": ip, "when": when, "method": method, "path": path, "status": int(status), "size": int(size)}


requests = pd.DataFrame([parse(line) for line in lines])
requests["when"] = pd.to_datetime(requests["when"], format="%d/%b/%Y:%H:%M:%S")
requests["hour"] = requests["when"].dt.hour
print("RESULT first", requests.loc[0, "path"], requests.loc[0, "hour"])

# %% [markdown]
# ## Counts

# %%
by_path = requests["path"].value_counts()
errors = requests[requests["status"] >= 400]
visitors = requests.groupby("ip")["path"].nunique()
print("RESULT top", by_path.index[0], by_path.iloc[0], "errors", len(errors))
print("RESULT visitors", visitors.to_dict())

# %% [markdown]
# ## Traffic

# %%
traffic = requests.groupby("hour")["size"].agg(["sum", "count"])
traffic["share"] = traffic["sum"] / traffic["sum"].sum()
print("RESULT traffic", traffic["sum"].to_dict())
traffic.to_csv("traffic.csv")
