# %% [markdown]
# # Search for parameters

# %%
from sklearn.datasets import load_digits
from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC

digits = load_digits(n_class=4)
X, y = digits.data / 16, digits.target
print("RESULT images", X.shape)

# %% [markdown]
# ## Split

# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, random_state=1)

# %% [markdown]
# ## Search

# %%
param_grid = {"C": [0.1, 1, 10], "gamma": [0.01, 0.1]}
search = GridSearchCV(SVC(), param_grid, cv=3)
search.fit(X_train, y_train)
print("RESULT best", search.best_params_, round(search.best_score_, 4))

# %% [markdown]
# ## Test

# %%
predicted = search.predict(X_test)
report = classification_report(y_test, predicted, output_dict=True)
print("RESULT f1", round(report["macro avg"]["f1-score"], 4))

# %% [markdown]
# ## Mistakes

# %%
wrong = (predicted != y_test).nonzero()[0]
print("RESULT mistakes", len(wrong))
