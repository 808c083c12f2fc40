"""Areas."""

SEEN = []


def area(side):
    SEEN.append(side)
    return side**2
