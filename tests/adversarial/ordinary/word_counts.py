# %% [markdown]
# # Words of a text

# %%
import string
from collections import Counter

import matplotlib.pyplot as plt
import pandas as pd

STOP = {"the", "a", "and", "of", "in", "to", "it"}

# %% [markdown]
# ## Read

# %%
text = open("text.txt", encoding="utf-8").read()
text = text.replace("\n", " ")
print("RESULT characters", len(text))

# %% [markdown]
# ## Words

# %%
table = str.maketrans("", "", string.punctuation)
words = text.lower().translate(table).split()
words = [w for w in words if w not in STOP]
print("RESULT words", len(words), len(set(words)))

# %% [markdown]
# ## Most frequent

# %%
counts = pd.Series(Counter(words)).sort_values(ascending=False, kind="stable")
for word, count in counts.head(3).items():
    print(f"RESULT {word:<8} {count}")
counts.head(5).plot.bar()
plt.title("Words")
plt.show()

# %% [markdown]
# ## Pairs

# %%
pairs = Counter(zip(words, words[1:]))
print("RESULT pair", pairs.most_common(1)[0])

# %% [markdown]
# ## Sentences

# %%
def sentence_lengths(text):
    """Return the number of words of each sentence."""
    return [len(s.split()) for s in text.split(".") if s.strip()]


lengths = sentence_lengths(text)
mean_length = round(sum(lengths) / len(lengths), 2)
print("RESULT sentences", lengths, mean_length)
counts.to_csv("counts.csv")
