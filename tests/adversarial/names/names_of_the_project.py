# %% [markdown]
# # Names that others use too

# %%
config = {"rate": 0.5}
logger = []
pipeline = ["load", "train"]
Config = len(pipeline)
print("RESULT config", config, Config)

# %% [markdown]
# ## Run

# %%
def run(stage, logger=logger):
    logger.append(stage)
    return len(logger)


def main(config):
    return [run(stage) for stage in pipeline] + [config["rate"]]


print("RESULT main", main(config), logger)

# %% [markdown]
# ## Stage

# %%
class Stage:
    PROJECT = "mine"


partial, path, seed = 3, "a", 8
print("RESULT stage", Stage.PROJECT, partial * seed, path)

# %% [markdown]
# ## Report

# %%
pipeline.append("report")
logging = "on"
annotations = {"a": 1}
print("RESULT report", main({"rate": seed}), logging, annotations)
print("RESULT logger", logger)
