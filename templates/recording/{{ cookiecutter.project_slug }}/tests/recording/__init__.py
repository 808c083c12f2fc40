"""Values as text: described, made again from their description, and compared.

Recorded values stand as JSON in `tests/recorded`; nothing here is pickled or executed.
"""

from __future__ import annotations

from recording.describe import describe
from recording.difference import difference, stable
from recording.restore import CannotRestore, restore
from recording.tables import columns_of
from recording.text import to_text

__all__ = ["CannotRestore", "columns_of", "describe", "difference", "restore", "stable", "to_text"]
