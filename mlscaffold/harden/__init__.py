"""A notebook to a project: the steps in their order."""

from __future__ import annotations

from mlscaffold.harden.command import harden

__all__ = ["harden"]
