"""Secrets of a host have placeholders where they are not set."""

from __future__ import annotations

from mlscaffold.hardening.hosts.host_secrets import placeholders
from mlscaffold.notebook.cells import Change, Location


def _change(now: str, by: str = "hosts") -> Change:
    return Change(Location(1), "rewritten", "userdata.get('A')", "why", now, by)


def test_a_secret_that_is_not_set_has_a_placeholder() -> None:
    assert placeholders([_change('os.environ["KEY"]')], ["HOME"]) == {"KEY": "placeholder"}


def test_a_secret_that_is_set_has_none() -> None:
    assert placeholders([_change('os.environ["KEY"]')], ["KEY"]) == {}


def test_variables_of_the_notebook_itself_have_none() -> None:
    assert placeholders([_change('os.environ["KEY"]', "secrets"), _change("path")], []) == {}
