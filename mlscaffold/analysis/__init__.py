"""What each top-level statement of a notebook touches."""
