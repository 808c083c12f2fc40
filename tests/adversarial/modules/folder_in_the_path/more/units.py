"""Units."""

FACTORS = {"cm": 0.01}


def factor(name):
    return FACTORS[name]
