"""The report on the terminal."""

from __future__ import annotations

from mlscaffold.harden.model import Hardening


def terminal(hardening: Hardening, output: str) -> str:
    """Return the report as text."""
    return "\n".join(f"{s.module}.{s.name}({', '.join(s.inputs)}) -> {', '.join(s.outputs)}" for s in hardening.stages)
