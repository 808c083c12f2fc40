"""Rules on how data are read, merged and changed."""
