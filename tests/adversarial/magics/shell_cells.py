# %% [markdown]
# # A script in the shell

# %%
text = "three words here"

# %%
%%bash
mkdir -p folder
echo "one two" > folder/a.txt
echo RESULT made $(ls folder)

# %% [markdown]
# ## Count

# %%
words = open("folder/a.txt").read().split()
print("RESULT words", words)

# %% [markdown]
# ## Another language

# %%

# %%
%%bash --out made
cat folder/a.txt | tr 'a-z' 'A-Z'

# %% [markdown]
# ## Use it

# %%
count = len(text.split()) + len(made.split())
print("RESULT made", made.strip(), count)

# %% [markdown]
# ## Append

# %%

# %%
%%sh
echo three >> folder/a.txt

# %% [markdown]
# ## End

# %%
print("RESULT end", open("folder/a.txt").read().split())
