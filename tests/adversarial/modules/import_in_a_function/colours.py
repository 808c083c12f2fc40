"""Colours."""

USED = ["first"]


def code(name):
    return f"{name[0]}{len(name)}-{len(USED)}"
