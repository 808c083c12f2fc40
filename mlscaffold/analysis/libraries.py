"""The tables of libraries: which distribution a module comes from, and which engine a call loads by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Library:
    """A module whose distribution has another name, or that comes from none.

    Args:
        module: its name, with dots where distributions share a namespace.
        distribution: the distribution's name, "-" for none.
        reason: why there is none, "" where there is one.
    """

    module: str
    distribution: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """A library that a call loads by its name.

    Args:
        call: the qualified name of the call; a `*` at its start or end stands for anything.
        purpose: what it is for; of the engines of one call for one purpose the first that fits is taken.
        when: regular expression that must be found in the call's text, "" for always.
        distribution: the engine's distribution.
        module: the engine's module.
        reason: what the call does with it, to be read after the call's name.
    """

    call: str
    purpose: str
    when: str
    distribution: str
    module: str
    reason: str

    def names(self, name: str) -> bool:
        """Tell whether a call of this qualified name may need the engine."""
        if self.call.startswith("*"):
            return name.endswith(self.call[1:])
        return name.startswith(self.call[:-1]) if self.call.endswith("*") else name == self.call

    def fits(self, text: str) -> bool:
        """Tell whether the text of such a call says that it needs the engine."""
        return not self.when or re.search(self.when, text) is not None


@cache
def libraries() -> Mapping[str, Library]:
    """Return the modules whose distribution has another name, by module."""
    return MappingProxyType({row[0]: Library(*row) for row in _rows("distributions.tsv")})


@cache
def engines() -> tuple[Engine, ...]:
    """Return the engines in the order in which they are tried."""
    return tuple(Engine(*row) for row in _rows("engines.tsv"))


@cache
def engines_of(name: str) -> tuple[Engine, ...]:
    """Return the engines that a call of this qualified name may need, in the order in which they are tried."""
    return tuple(engine for engine in engines() if engine.names(name))


def _rows(file: str) -> list[list[str]]:
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
