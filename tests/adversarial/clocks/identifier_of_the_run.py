# %% [markdown]
# # A run with an identifier

# %%
import json
import uuid
from pathlib import Path

run_id = uuid.uuid4().hex[:8]
folder = Path("runs") / run_id
folder.mkdir(parents=True)
print("RESULT length", len(run_id))

# %% [markdown]
# ## Settings

# %%
settings = {"run": run_id, "rate": 0.1}
(folder / "settings.json").write_text(json.dumps(settings))
print("RESULT runs", len(list(Path("runs").iterdir())))

# %% [markdown]
# ## Train

# %%
weights = [settings["rate"] * k for k in range(4)]
print("RESULT weights", round(sum(weights), 3))

# %% [markdown]
# ## Metrics

# %%
(folder / f"{run_id}.txt").write_text(str(sum(weights)))
names = sorted(p.suffix for p in Path("runs").rglob("*.*"))
read = json.loads((folder / "settings.json").read_text())
print("RESULT names", names, read["run"] == run_id)
other = uuid.uuid4().hex[:8]
print("RESULT other", other != run_id, len(list(Path("runs").iterdir())))
import shutil

shutil.rmtree("runs")
