"""Edits of hardened projects, with the verdict that `verify` must give on each."""
