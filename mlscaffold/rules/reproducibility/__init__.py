"""Rules on whether another run, another day or another machine gives the same result."""
