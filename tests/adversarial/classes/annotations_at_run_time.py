# %% [markdown]
# # Read rows into typed objects

# %%
import typing
from functools import singledispatch


class Row(typing.NamedTuple):
    name: str
    weight: float
    count: int = 1


def convert(cells):
    kinds = Row.__annotations__
    return Row(*(kinds[k](c) for k, c in zip(kinds, cells)))


rows = [convert(("nut", "1.5", "3")), convert(("cog", "2"))]
print("RESULT rows", rows[0].weight * rows[0].count, rows[1])

# %% [markdown]
# ## Show by type

# %%
@singledispatch
def show(value):
    return repr(value)


@show.register
def _(value: float):
    return f"{value:.2f} kg"


print("RESULT shown", [show(cell) for cell in rows[0]])

# %% [markdown]
# ## Total

# %%
total = sum(r.weight * r.count for r in rows)
print("RESULT total", total)

# %% [markdown]
# ## Later

# %%
@show.register
def _(value: int):
    return f"{value} pieces"


def scale(row: Row, by: float) -> Row:
    return row._replace(weight=row.weight * by)


print("RESULT shown", [show(cell) for cell in rows[0]])
print("RESULT hints", [v.__name__ for v in scale.__annotations__.values()])
