"""`new`: a project that is green from its first minute."""

from __future__ import annotations

from mlscaffold.projects.new.choices import Choices
from mlscaffold.commands.new import Making, new

__all__ = ["Choices", "Making", "new"]
