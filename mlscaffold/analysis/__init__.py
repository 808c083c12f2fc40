"""Static analysis of notebooks: names, types, effects, randomness and leakage."""
