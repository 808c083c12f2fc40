"""Notebooks whose meaning a careless refactoring changes, and the comparison of each with its project."""
