"""Proof: runs the notebook and the project in processes of their own, and compares what they compute."""
