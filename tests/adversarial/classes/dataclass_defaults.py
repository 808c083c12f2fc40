# %% [markdown]
# # Settings

# %%
from dataclasses import asdict, dataclass, field, fields

RATE = 0.1
BASE = ["age"]


@dataclass
class Settings:
    rate: float = RATE
    columns: list = field(default_factory=lambda: list(BASE))
    depth: int = 3


print("RESULT settings", asdict(Settings()))

# %% [markdown]
# ## By type

# %%
kinds = [f.type.__name__ for f in fields(Settings)]
numeric = [f.name for f in fields(Settings) if f.type in (int, float)]
print("RESULT kinds", kinds, numeric)

# %% [markdown]
# ## Rates to try

# %%
tries = [round(RATE * k, 2) for k in (1, 2, 4)]
print("tries", tries)

# %% [markdown]
# ## Other defaults

# %%
RATE = 0.5
BASE.append("fare")
second = Settings(depth=5)
print("RESULT second", asdict(second))

# %% [markdown]
# ## With the new rate

# %%
@dataclass
class Settings:
    rate: float = RATE
    columns: list = field(default_factory=lambda: list(BASE))
    depth: int = 3


print("RESULT third", asdict(Settings()), max(tries))
