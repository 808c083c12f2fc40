# %% [markdown]
# # Scorers

# %%
from abc import ABC, abstractmethod


class Scorer(ABC):
    scored = 0

    @abstractmethod
    def score(self, truth, guess): ...

    def __call__(self, truth, guess):
        type(self).scored += 1
        return round(self.score(truth, guess), 3)


class Accuracy(Scorer):
    def score(self, truth, guess):
        return sum(t == g for t, g in zip(truth, guess)) / len(truth)

# %% [markdown]
# ## Score

# %%
truth, guess = [1, 0, 1, 1], [1, 1, 1, 0]
accuracy = Accuracy()
print("RESULT accuracy", accuracy(truth, guess), accuracy(truth, truth))

# %% [markdown]
# ## Hits

# %%
hits = [t == g for t, g in zip(truth, guess)]
print("hits", sum(hits))

# %% [markdown]
# ## A class of another kind

# %%
class Plain:
    def score(self, truth, guess):
        return 0.0


print("RESULT before", issubclass(Plain, Scorer))
Scorer.register(Plain)
try:
    Scorer()
except TypeError as error:
    print("RESULT error", "abstract" in str(error))
print("RESULT after", isinstance(Plain(), Scorer), Accuracy.scored, Scorer.scored, sum(hits))
