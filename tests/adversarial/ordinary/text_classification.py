# %% [markdown]
# # Spam or not

# %%
import re

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

messages = [
    ("win a FREE prize now!!", 1), ("meeting at 10 tomorrow", 0), ("free money, click now", 1), ("lunch tomorrow?", 0),
    ("claim your prize", 1), ("notes of the meeting", 0), ("click to win money", 1), ("see you at lunch", 0),
]
print("RESULT messages", len(messages))

# %% [markdown]
# ## Clean the text

# %%
def clean(text):
    """Lower case, letters only."""
    return re.sub(r"[^a-z ]", "", text.lower()).strip()


texts = [clean(text) for text, _ in messages]
labels = [label for _, label in messages]
print("RESULT first", texts[0])

# %% [markdown]
# ## Vectors

# %%
vectorizer = TfidfVectorizer(min_df=1)
X = vectorizer.fit_transform(texts)
print("RESULT words", X.shape[1])

# %% [markdown]
# ## Model

# %%
model = MultinomialNB()
model.fit(X, labels)
print("RESULT accuracy", model.score(X, labels))

# %% [markdown]
# ## New messages

# %%
new = ["Free lunch?", "WIN big money"]
chances = model.predict_proba(vectorizer.transform([clean(t) for t in new]))[:, 1]
for text, chance in zip(new, chances):
    print(f"RESULT {text} {chance:.2f}")
