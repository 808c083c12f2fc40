# %% [markdown]
# # Checked fields

# %%
events = []


class Positive:
    def __set_name__(self, cls, name):
        self.name = "_" + name
        events.append(name)

    def __get__(self, obj, cls=None):
        return self if obj is None else getattr(obj, self.name, 0)

    def __set__(self, obj, value):
        events.append((self.name, value))
        setattr(obj, self.name, max(0, value))

# %% [markdown]
# ## Accounts

# %%
class Account:
    balance = Positive()
    limit = Positive()

    @property
    def free(self):
        events.append("free")
        return self.balance + self.limit


print("RESULT events", events)

# %% [markdown]
# ## Bookings

# %%
account = Account()
amounts = [50, -20]
for amount in amounts:
    account.balance = amount
account.limit = 10

# %% [markdown]
# ## Statistics

# %%
turnover = sum(abs(a) for a in amounts)
print("turnover", turnover)

# %% [markdown]
# ## Report

# %%
print("RESULT free", account.free, account.balance)
account.free
print("RESULT events", len(events), events[-1], turnover)
