"""`score`: the gates of the lifecycle and Google's ML Test Score, from evidence in the project."""

from __future__ import annotations

from mlscaffold.commands.score import Options, Result, score

__all__ = ["Options", "Result", "score"]
