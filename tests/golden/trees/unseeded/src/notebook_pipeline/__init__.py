"""A pipeline of stages; the README says how to run it."""
