"""Secrets and personal data in code and outputs."""
