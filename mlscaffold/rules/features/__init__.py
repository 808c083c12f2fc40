"""Rules on features that several files compute."""
