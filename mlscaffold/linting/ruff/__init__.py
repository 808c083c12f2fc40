"""Ruff beside our own rules: its process, its rules, the user's settings and its fixes."""

UNKNOWN = "ruff does not know"
"""Begins the note about rules that ruff rejects."""
