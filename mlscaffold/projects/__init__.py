"""Projects: what they depend on and how they come to be."""
