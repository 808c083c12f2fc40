"""A new project: choices, names, plan, lock file and first commit."""
