# %% [markdown]
# # A survey

# %%
import json

import pandas as pd

with open("answers.json") as file:
    answers = json.load(file)
survey = pd.json_normalize(answers)
print("RESULT people", len(survey), sorted(survey.columns))

# %% [markdown]
# ## Clean

# %%
survey = survey.rename(columns={"person.age": "age", "person.town": "town"})
survey["town"] = survey["town"].str.strip().str.title()
survey["age_group"] = pd.cut(survey["age"], [0, 30, 60, 120], labels=["young", "middle", "old"])
print("RESULT groups", survey["age_group"].value_counts().sort_index().to_dict())

# %% [markdown]
# ## Satisfaction

# %%
means = survey.groupby("town")["satisfied"].mean().round(2)
print("RESULT towns", means.to_dict())

# %% [markdown]
# ## Comments

# %%
comments = survey["comment"].dropna()
longest = comments.str.len().idxmax()
print("RESULT longest", survey.loc[longest, "comment"])
summary = {"people": len(survey), "mean": float(survey["satisfied"].mean())}
with open("summary.json", "w") as file:
    json.dump(summary, file)
