"""Projects: their answers, templates, components, snapshots and updates."""
