# %% [markdown]
# # Formulas as text

# %%
rate = 0.5
formulas = {"half": "x * rate", "square": "x ** 2 + shift"}
shift = 1
values = {name: eval(text, None, {"x": 4}) for name, text in formulas.items() if "shift" not in text}
print("RESULT values", values)

# %% [markdown]
# ## Run a text

# %%
exec("shift = shift + 10\ndouble = lambda v: v * 2")
print("RESULT shift", shift, double(3))

# %% [markdown]
# ## Sum

# %%
total = sum(values.values())
print("total", total)

# %% [markdown]
# ## Evaluate later

# %%
x = 3
print("RESULT square", eval(formulas["square"]))
code = compile("[v * rate for v in range(3)]", "formula", "eval")
rate = 2
print("RESULT code", eval(code), total)

# %% [markdown]
# ## In a namespace of its own

# %%
space = {"x": 10, "rate": 0.1}
exec("y = x * rate\nx = -1", space)
print("RESULT space", space["y"], space["x"], x)
