"""Tools beside the notebook."""

RATE = 0.25


def with_tax(price):
    return price * (1 + RATE)
