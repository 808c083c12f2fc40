"""What a hardening and its proof found, as values for reports and tests."""
