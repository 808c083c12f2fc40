"""Codemods of all packages are found by entry point and apply in their order."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from mlscaffold.rewriting import codemod as contract
from mlscaffold.rewriting.codemod import Codemod, Rewrite, hardening_codemods, installed


def _codemod(name: str, **fields: object) -> Codemod:
    return Codemod(name, "Why.", (name,), lambda module, _: Rewrite(module), **fields)  # type: ignore[arg-type]


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two packages: "b" lists two codemods, "a" one without a place and one in first place."""
    listed = {
        "b": (_codemod("second", order=20), _codemod("third", order=30, on_request=True)),
        "a": (_codemod("last"), _codemod("first", order=1)),
    }
    points = [SimpleNamespace(name=name, load=lambda name=name: listed[name]) for name in listed]
    monkeypatch.setattr(contract, "entry_points", lambda group: points if group == contract.GROUP else [])
    installed.cache_clear()
    yield
    installed.cache_clear()


@pytest.mark.usefixtures("packages")
def test_codemods_apply_in_their_order_whichever_package_they_are_from() -> None:
    assert [codemod.name for codemod in installed()] == ["first", "second", "third", "last"]


@pytest.mark.usefixtures("packages")
def test_harden_applies_no_codemod_that_must_be_requested() -> None:
    assert [codemod.name for codemod in hardening_codemods()] == ["first", "second", "last"]
