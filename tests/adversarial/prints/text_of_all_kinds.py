# %% [markdown]
# # Texts

# %%
path = r"C:\new\table"
text = "tab\there 'quoted' \"twice\" \\ end"
print("RESULT", path, text)
print("RESULT", repr(text), ascii("naïve ☃"))

# %% [markdown]
# ## Languages

# %%
words = ["Straße", "日本", "naïve", "😀"]
lengths = [len(w) for w in words]
print("RESULT", *words, lengths)

# %% [markdown]
# ## Long

# %%
long = "x" * 300
print("RESULT long", long[:5], len(long), long[-280:])
print(
    "RESULT one"
    " line"
    f" {len(long)}", "and",
    b"bytes", None, True, 1e16, 1e-7, -0.0,
)

# %% [markdown]
# ## Several lines

# %%
poem = """RESULT roses
RESULT   violets
"""
print(poem)
print("RESULT last\nRESULT very last")
print("RESULT " "%s {} %d", ["%s", {"a": 1}], sum(lengths))
