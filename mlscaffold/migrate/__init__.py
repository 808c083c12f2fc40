"""Old forms of libraries: found in code as it stands, and rewritten to the new ones."""
