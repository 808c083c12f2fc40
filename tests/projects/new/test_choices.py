"""Invalid choices are refused with an alternative; answers in a file fill open choices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.choices import LICENSES, PYTHONS, Choices, check, fill, read_answers

GOOD = Choices("late-parcels")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        pytest.param(
            {"license": "mit"}, "unknown licence 'mit'.*Did you mean MIT", id="a licence in small letters"
        ),
        pytest.param(
            {"license": "GPL"},
            r"Available: MIT, Apache-2\.0, BSD-3-Clause, proprietary\.$",
            id="an unknown licence",
        ),
        pytest.param({"python": "3.10"}, "unknown version of Python '3.10'", id="a Python too old"),
        pytest.param({"python": ">=3.12"}, r"Did you mean 3\.12", id="a range"),
        pytest.param(
            {"components": ("dockr",)}, "unknown component 'dockr'.*Did you mean docker", id="a typo"
        ),
        pytest.param({"description": "One.\nTwo."}, "description contains line breaks", id="two lines"),
        pytest.param({"description": "a\x1b[31mred"}, "invisible characters", id="colours of a terminal"),
        pytest.param({"description": "a" * 201}, "201 characters", id="a very long text"),
        pytest.param({"author": "Ada\u202e"}, "the author contains", id="a name with a direction override"),
        pytest.param({"author": "Ada", "email": "ada"}, "'ada' is not an email address", id="no address"),
        pytest.param(
            {"author": "Ada", "email": "a@b.c>\n"},
            "is not an email address",
            id="an address with an injection",
        ),
        pytest.param({"email": "ada@example.org"}, "needs a name", id="an address without a name"),
        pytest.param({"url": "javascript:alert(1)"}, "is not a URL", id="a script"),
        pytest.param({"url": 'https://example.org/"x'}, "is not a URL", id="a quote"),
        pytest.param({"package": "late-parcels"}, "imports cannot contain a hyphen", id="a package's name"),
        pytest.param({"name": "numpy"}, "well-known library", id="the project's name"),
    ],
)
def test_an_invalid_choice_is_refused(choice: dict[str, str], words: str) -> None:
    with pytest.raises(MlscaffoldError, match=words):
        check(replace(GOOD, **choice), ("docker", "serving"))


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param({}, id="only a name"),
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


def test_the_message_mentions_that_no_components_exist() -> None:
    with pytest.raises(MlscaffoldError, match=r"Available: none\."):
        check(replace(GOOD, components=("docker",)), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers.toml", 'name = "a-b"\nwith = ["docker"]\n'),
        ("answers.json", '{"name": "a-b", "with": ["docker"]}'),
        ("answers.JSON", '\ufeff{"name": "a-b", "with": ["docker"]}'),
    ],
)
def test_both_kinds_of_file_are_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    answers = read_answers(tmp_path / name)
    assert fill(Choices(author="Ada"), answers, name) == Choices("a-b", author="Ada", components=("docker",))


def test_an_option_wins() -> None:
    assert fill(Choices("mine"), {"name": "theirs", "license": "MIT"}, "f") == Choices("mine", license="MIT")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        pytest.param("a.toml", "name = ", "not valid TOML", id="broken TOML"),
        pytest.param("a.json", "{", "not valid JSON", id="broken JSON"),
        pytest.param("a.json", "[1]", "not a table of answers", id="a list"),
        pytest.param("a.json", "\udcff", "not valid JSON", id="another encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MlscaffoldError, match=words):
        read_answers(tmp_path / name)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param(
            {"licence": "MIT"},
            r"unknown key 'licence'\. Available: name, .*Did you mean license",
            id="a typo",
        ),
        pytest.param({"quite_another": 1}, "Available: name, package", id="nothing similar"),
        pytest.param(
            {"python": 3.12}, r"python must be a string, not 3\.12\. Put it in quotes", id="a number"
        ),
        pytest.param({"with": "docker"}, "with must be a list of strings", id="a text for a list"),
        pytest.param({"with": [1]}, "with must be a list of strings", id="a list of numbers"),
    ],
)
def test_an_answer_without_a_question_is_refused(answers: dict[str, object], words: str) -> None:
    with pytest.raises(MlscaffoldError, match=words):
        fill(Choices(), answers, "answers.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="no such file"):
        read_answers(tmp_path / "answers.toml")
