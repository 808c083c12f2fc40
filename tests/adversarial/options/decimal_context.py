# %% [markdown]
# # Money

# %%
from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext

price = Decimal("19.99")
print("RESULT third", price / 3)

# %% [markdown]
# ## Six digits

# %%
getcontext().prec = 6
print("RESULT third", price / 3)
prices = [price * k for k in (1, 2, 3)]
total = sum(prices)

# %% [markdown]
# ## Rounding

# %%
print("RESULT half", Decimal("0.125").quantize(Decimal("0.01")))
getcontext().rounding = ROUND_HALF_UP
print("RESULT half", Decimal("0.125").quantize(Decimal("0.01")), total)

# %% [markdown]
# ## For a while

# %%
with localcontext() as context:
    context.prec = 3
    print("RESULT short", total / 7)


def per_day(amount):
    return amount / 7


print("RESULT week", per_day(total))
getcontext().prec = 28
print("RESULT long", per_day(total))
