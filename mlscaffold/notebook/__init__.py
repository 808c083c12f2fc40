"""Files to cells, and cells to valid Python."""
