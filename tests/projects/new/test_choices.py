"""Choices that cannot be are refused with what would do; the others pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices, check

GOOD = Choices("late-parcels")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        pytest.param(
            {"license": "mit"}, "no licence is named 'mit'.*Take MIT", id="a licence in small letters"
        ),
        pytest.param({"license": "GPL"}, "there are MIT, Apache-2.0.*one of these 4", id="a licence we lack"),
        pytest.param({"python": "3.10"}, "no version of Python is named '3.10'", id="a Python too old"),
        pytest.param({"python": ">=3.12"}, "Take 3.12", id="a range"),
        pytest.param({"components": ("dockr",)}, "no component is named 'dockr'.*Take docker", id="a typo"),
        pytest.param({"description": "One.\nTwo."}, "description holds a line break", id="two lines"),
        pytest.param({"description": "a\x1b[31mred"}, "cannot be seen", id="colours of a terminal"),
        pytest.param({"description": "a" * 201}, "201 letters", id="a novel"),
        pytest.param({"author": "Ada\u202e"}, "the author holds", id="a name that runs backwards"),
        pytest.param({"author": "Ada", "email": "ada"}, "'ada' is no address", id="no address"),
        pytest.param(
            {"author": "Ada", "email": "a@b.c>\n"}, "is no address", id="an address that breaks out"
        ),
        pytest.param({"email": "ada@example.org"}, "needs a name", id="an address of nobody"),
        pytest.param({"url": "javascript:alert(1)"}, "no address of a page", id="a script"),
        pytest.param({"url": 'https://example.org/"x'}, "no address of a page", id="a quote"),
        pytest.param({"package": "late-parcels"}, "hyphen cannot stand in an import", id="a package's name"),
        pytest.param({"name": "numpy"}, "well-known library", id="the project's name"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: dict[str, str], words: str) -> None:
    with pytest.raises(MlscaffoldError, match=words):
        check(replace(GOOD, **choice), ("docker", "serving"))


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param({}, id="nothing but a name"),
        *(pytest.param({"license": name}, id=name) for name in LICENSES),
        *(pytest.param({"python": name}, id=name) for name in PYTHONS),
        pytest.param({"components": ("serving", "docker")}, id="components"),
        pytest.param({"description": 'Says "who" buys: \\o/ {{ 7 * 7 }} 🎉.'}, id="quotes, braces, a smile"),
        pytest.param(
            {"author": "Ada Lovelace-Öz", "email": "a.l+x@mail.example.org"}, id="a name and address"
        ),
        pytest.param({"url": "https://example.org:8080/a/b?c=d#e"}, id="a page"),
        pytest.param({"package": "parcels"}, id="a package of another name"),
    ],
)
def test_other_choices_pass(choice: dict[str, str]) -> None:
    check(replace(GOOD, **choice), ("docker", "serving"))


def test_without_components_the_message_says_so() -> None:
    with pytest.raises(MlscaffoldError, match=r"there is none yet\. Leave it out"):
        check(replace(GOOD, components=("docker",)), ())
