"""The results of a hardening and its proof, for reports and tests."""
