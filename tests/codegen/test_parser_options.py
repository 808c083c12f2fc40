"""Defaults of options become settings."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import analysed

START = "import argparse\np = argparse.ArgumentParser()\n"
OPTIONS = {
    "a flag": ("p.add_argument('--epochs', type=int, default=5)", ("epochs", "5")),
    "two flags": ("p.add_argument('-b', '--batch-size', default=32)", ("batch_size", "32")),
    "a short flag": ("p.add_argument('-k', default=3)", ("k", "3")),
    "another name": ("p.add_argument('--lr', dest='rate', default=0.1)", ("rate", "0.1")),
    "a text": ("p.add_argument('--loss', default='mse')", ("loss", "'mse'")),
    "at its place": ("p.add_argument('rounds', nargs='?', default=2)", ("rounds", "2")),
}
OTHERS = {
    "without a default": "p.add_argument('--epochs', type=int)",
    "a computed default": "p.add_argument('--epochs', default=2 * 5)",
    "a path": "p.add_argument('--data', default='data/people.csv')",
    "None": "p.add_argument('--epochs', default=None)",
    "of something else": "p = u\np.add_argument('--epochs', default=5)",
}


@pytest.mark.parametrize(("source", "field"), OPTIONS.values(), ids=OPTIONS)
def test_the_default_is_a_setting(source: str, field: tuple[str, str]) -> None:
    fields = analysed(START + source, "a = p.parse_args([])").settings.fields
    assert [(one.name, one.default) for one in fields] == [field]


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_no_setting(source: str) -> None:
    assert analysed(START + source, "a = 1").settings.fields == ()
