# %% [markdown]
# # Each check is noted

# %%
noted = []


def expect(condition, text, level="error"):
    noted.append((text, level, bool(condition)))
    if not condition and level == "error":
        raise AssertionError(text)
    return condition


rows = [{"id": 1, "v": 3.0}, {"id": 2, "v": None}]
expect(len(rows) > 1, "rows")
expect(all(r["v"] is not None for r in rows), "missing", level="warning")
print("RESULT noted", noted)

# %% [markdown]
# ## Fill

# %%
for row in rows:
    row["v"] = row["v"] if row["v"] is not None else 0.0
expect(all(r["v"] is not None for r in rows), "missing")
total = sum(r["v"] for r in rows)
print("RESULT total", total)

# %% [markdown]
# ## Ids

# %%
expect(len({r["id"] for r in rows}) == len(rows), "unique")
isinstance(total, float) or expect(False, "type")
rows and expect(rows[0]["id"] == 1, "first")

# %% [markdown]
# ## Report

# %%
print("RESULT passed", sum(ok for *_, ok in noted), "of", len(noted))
print("RESULT levels", [level for _, level, _ in noted])
