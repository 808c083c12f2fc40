"""Files, notebooks and settings that mean no good, and calls of commands on them."""
