# %% [markdown]
# # Cards

# %%
import random

random.seed(2)
cards = [f"{c}{n}" for c in "RB" for n in range(1, 5)]
ordered = cards[:]
deck = cards
random.shuffle(deck)
print("RESULT deck", cards[:3])

# %% [markdown]
# ## Deal

# %%
hands = {name: [deck.pop() for _ in range(2)] for name in ("ann", "bob")}
print("RESULT hands", hands, len(cards))

# %% [markdown]
# ## Points

# %%
points = {name: sum(int(card[1]) for card in hand) for name, hand in hands.items()}
print("RESULT points", points)

# %% [markdown]
# ## Shuffle with a generator of its own

# %%
own = random.Random(2)
own.shuffle(ordered)
print("RESULT own", ordered[-3:], random.sample(cards, 2))
saved = random.getstate()
draw = random.random()
random.setstate(saved)
print("RESULT again", draw == random.random(), own.choice(ordered))
