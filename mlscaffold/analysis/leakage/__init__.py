"""Data leakage: test data that reach a model before the test."""
