"""Rules on how models are evaluated, built and saved, and on security."""
