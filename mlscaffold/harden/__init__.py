"""A notebook to a project: the steps in their order."""

from __future__ import annotations

from mlscaffold.commands.harden import Running, harden

__all__ = ["Running", "harden"]
