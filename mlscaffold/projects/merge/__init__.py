"""Updates a project to a newer plan with a three-way merge by Git."""
