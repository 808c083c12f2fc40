"""The command `check`: files, settings, a cache and output around the rules."""
