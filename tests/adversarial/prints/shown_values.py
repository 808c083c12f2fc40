# %% [markdown]
# # What cells show

# %%
import pandas as pd

looks = []


class Card:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        looks.append(self.text)
        return f"card {self.text}"


frame = pd.DataFrame({"a": [1, 2, 3]})
display(Card("first"))
print("RESULT looks", looks)

# %% [markdown]
# ## Compute

# %%
frame["b"] = frame["a"] ** 2
frame.tail(1)

# %% [markdown]
# ## Show by expression

# %%
card = Card("second")
card

# %% [markdown]
# ## Not shown

# %%
card;

# %% [markdown]
# ## Count

# %%
total = int(frame["b"].sum())
print("RESULT looks", len(looks), total)
display(frame, Card("third"))
print("RESULT looks", looks)
