"""Brings a project to a newer plan by a three-way merge, which Git does."""
