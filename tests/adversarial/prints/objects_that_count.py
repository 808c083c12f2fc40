# %% [markdown]
# # Objects with a text

# %%
class Ticket:
    shown = 0

    def __init__(self, number):
        self.number = number

    def __str__(self):
        Ticket.shown += 1
        return f"ticket {self.number}"

    def __repr__(self):
        Ticket.shown += 10
        return f"Ticket({self.number})"

    def __format__(self, spec):
        Ticket.shown += 100
        return f"<{self.number}{spec}>"


tickets = [Ticket(1), Ticket(2)]
print("RESULT", tickets[0], tickets)
print("RESULT shown", Ticket.shown)

# %% [markdown]
# ## Sum

# %%
numbers = [t.number for t in tickets]
print("sum", sum(numbers), tickets[1])

# %% [markdown]
# ## Formats

# %%
print(f"RESULT {tickets[0]} {tickets[1]!r} {tickets[0]:!}")
print("RESULT %s %r" % (tickets[0], tickets[1]))
print("RESULT shown", Ticket.shown, sum(numbers))

# %% [markdown]
# ## At the end

# %%
tickets.append(Ticket(3))
tickets

# %% [markdown]
# ## Count

# %%
print("RESULT more", Ticket.shown > 121, tickets)
