"""Reading, finding and writing files."""
