"""What became of a notebook, for the terminal, for people and for machines."""
