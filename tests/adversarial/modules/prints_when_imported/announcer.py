"""Announces itself."""

import os

NUMBER = len(os.environ.get("ANNOUNCER", "none"))
print("RESULT announcer", NUMBER)
