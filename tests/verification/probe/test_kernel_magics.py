"""Magics of a kernel do nothing in the proof's shell."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mlscaffold.notebook.line_magics import ignored_magics
from mlscaffold.verification.probe.kernel_magics import ignore_magics


def _shell(known: dict[str, Any]) -> Any:
    def register(function: Any, _kind: str, name: str) -> None:
        known[name] = function

    return SimpleNamespace(find_line_magic=known.get, register_magic_function=register)


def test_unknown_magics_do_nothing() -> None:
    known: dict[str, Any] = {}
    ignore_magics(_shell(known), ["store", "clear"])
    assert (sorted(known), known["store"]("n")) == (["clear", "store"], None)


def test_known_magics_stay() -> None:
    known: dict[str, Any] = {"store": len}
    ignore_magics(_shell(known), ["store"])
    assert known == {"store": len}


def test_without_ipython_there_is_nothing_to_do() -> None:
    ignore_magics(None, ["store"])


def test_magics_of_a_kernel_are_ignored_and_those_that_compute_are_not() -> None:
    ignored = set(ignored_magics())
    assert {"store", "autosave", "clear", "connect_info", "less"} <= ignored
    assert not {"time", "run", "cd", "env", "pylab", "load"} & ignored
