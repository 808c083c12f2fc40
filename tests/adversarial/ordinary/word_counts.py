# %% [markdown]
# # Words of a text

# %%
import string
from collections import Counter

text = open("text.txt", encoding="utf-8").read()
print("RESULT characters", len(text))

# %% [markdown]
# ## Words

# %%
STOP = {"the", "a", "and", "of", "in", "to", "it"}
table = str.maketrans("", "", string.punctuation)
words = [w for w in text.lower().translate(table).split() if w not in STOP]
print("RESULT words", len(words), len(set(words)))

# %% [markdown]
# ## Most frequent

# %%
counts = Counter(words)
for word, count in counts.most_common(3):
    print(f"RESULT {word:<8} {count}")

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
print("RESULT sentences", lengths, round(sum(lengths) / len(lengths), 2))
