# %% [markdown]
# # Commands

# %%
from dataclasses import dataclass


@dataclass
class Move:
    x: int
    y: int = 0


stack = []


def run(command):
    match command:
        case ["push", *values] if values:
            stack.extend(values)
        case {"op": "pop", **rest}:
            return stack.pop(), rest
        case Move(x=x, y=0):
            stack.append(x)
        case str() as text:
            return text.upper()
        case _:
            return "unknown"
    return len(stack)


print("RESULT run", [run(c) for c in (["push", 1, 2], ["push"], "a", Move(7))], stack)

# %% [markdown]
# ## Sum

# %%
total = sum(stack)
print("RESULT total", total)

# %% [markdown]
# ## At top level

# %%
match {"op": "pop", "n": 3}:
    case {"op": name, "n": int(n)}:
        popped = run({"op": name, "n": n})
print("RESULT popped", popped, name, n)
match total:
    case 0:
        size = "none"
    case 1 | 10 as value:
        size = f"round {value}"
    case other:
        size = f"{other}"
print("RESULT size", size, stack)
