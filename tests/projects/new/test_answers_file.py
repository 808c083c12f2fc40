"""Answers in a file fill what options leave open."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.answers_file import fill, read_answers
from mlscaffold.projects.new.choices import Choices


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
        pytest.param("a.toml", "name = ", "this is no TOML", id="broken TOML"),
        pytest.param("a.json", "{", "this is no JSON", id="broken JSON"),
        pytest.param("a.json", "[1]", "no table of answers", id="a list"),
        pytest.param("a.json", "\udcff", "this is no JSON", id="another encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(MlscaffoldError, match=words):
        read_answers(tmp_path / name)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param({"licence": "MIT"}, "nobody asks for 'licence'. Write license", id="a typo"),
        pytest.param({"quite_another": 1}, "There are name, package", id="nothing like it"),
        pytest.param({"python": 3.12}, "python is a text, not 3.12. Put it in quotes", id="a number"),
        pytest.param({"with": "docker"}, "with is a list of texts", id="a text for a list"),
        pytest.param({"with": [1]}, "with is a list of texts", id="a list of numbers"),
    ],
)
def test_an_answer_that_fits_no_question_is_refused(answers: dict[str, object], words: str) -> None:
    with pytest.raises(MlscaffoldError, match=words):
        fill(Choices(), answers, "answers.toml")


def test_a_file_that_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="there is no such file"):
        read_answers(tmp_path / "answers.toml")
