"""Volumes."""

from . import area


def volume(side):
    return area(side) * side
