"""Rules on cells: their order, their names, their code and their outputs."""
