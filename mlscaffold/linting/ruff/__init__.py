"""Ruff beside our own rules: its process, its rules, the user's settings and its fixes."""
