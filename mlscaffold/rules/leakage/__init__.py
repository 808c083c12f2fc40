"""Rules on information that reaches a model and should not."""
