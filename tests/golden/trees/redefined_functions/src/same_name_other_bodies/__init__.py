"""A pipeline of stages; see README.md for how to run it."""
