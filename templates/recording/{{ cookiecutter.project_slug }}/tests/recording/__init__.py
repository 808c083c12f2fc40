"""Values as text: described, restored from their description, and compared.

Recorded values are JSON in `tests/recorded`; nothing here is unpickled or executed.
"""

from __future__ import annotations

from .describe import describe
from .difference import difference, stable
from .restore import CannotRestore, restore
from .tables import columns_of
from .text import to_text

__all__ = ["CannotRestore", "columns_of", "describe", "difference", "restore", "stable", "to_text"]
