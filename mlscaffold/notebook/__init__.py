"""Notebook files to cells, and cells to valid Python."""
