# %% [markdown]
# # Exam grades

# %%
import pandas as pd

grades = pd.DataFrame({"student": ["Ann", "Bob", "Cleo", "Dan"], "maths": [90, 55, 72, 38], "physics": [85, 60, 70, 45]})
print("RESULT students", len(grades))
grades

# %% [markdown]
# ## Letters

# %%
def letter(points):
    """Return the letter for a number of points."""
    for limit, mark in ((80, "A"), (60, "B"), (40, "C")):
        if points >= limit:
            return mark
    return "F"


for subject in ("maths", "physics"):
    grades[subject + "_letter"] = grades[subject].apply(letter)
print("RESULT letters", grades["maths_letter"].tolist(), grades["physics_letter"].tolist())

# %% [markdown]
# ## Statistics

# %%
statistics = grades[["maths", "physics"]].agg(["mean", "std"]).round(2)
print("RESULT mean", statistics.loc["mean"].tolist())
correlation = grades["maths"].corr(grades["physics"])
print("RESULT correlation", round(correlation, 3))

# %% [markdown]
# ## Who passed

# %%
passed = grades.loc[(grades["maths"] >= 40) & (grades["physics"] >= 40), "student"]
print("RESULT passed", ", ".join(passed))
