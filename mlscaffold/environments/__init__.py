"""Interpreters, what is installed in them, and what a project depends on."""
