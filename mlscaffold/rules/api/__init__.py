"""Rules on APIs that libraries have removed, changed or deprecated."""
