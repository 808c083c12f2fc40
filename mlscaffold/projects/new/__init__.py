"""New projects: choices, names, plan and lock file."""
