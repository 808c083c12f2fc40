"""What component.toml says is read, filled in, and refused with a reason where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import names, read, values_with
from mlscaffold.projects.template import templates
from tests.commands.projects import component, components

VALUES = values_with(Answers("late-parcels", 'the "p"'), ("a",))


def test_texts_are_filled_in_and_keys_too(tmp_path: Path) -> None:
    told = """
title = "A"
after = "run {{ cookiecutter.project_slug }}"
[add."pyproject.toml"]
tool."{{ cookiecutter.package }}".x = ["{{ cookiecutter.package }}", "{% if cookiecutter.strict %}y{% endif %}", 3]
[[append]]
path = "src/{{ cookiecutter.project_slug }}/x.md"
text = "{{ cookiecutter.mlscaffold.components | join('+') }}"
"""
    component(tmp_path, "a", told, {})
    found = read("a", tmp_path).rendered(VALUES)
    assert found.added == (("pyproject.toml", {"tool": {'the "p"': {"x": ['the "p"', 3]}}}),)
    assert (found.appended[0].path, found.appended[0].text) == ("src/late-parcels/x.md", "base+a")
    assert (found.after, found.shared) == ("run late-parcels", ("pyproject.toml", "src/late-parcels/x.md"))
    assert found.files(VALUES) == ()


def test_their_names(tmp_path: Path) -> None:
    assert names(components(tmp_path)) == ("base_image", "picky", "port")
    assert names(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param("title = ", "Invalid value", id="no TOML"),
        pytest.param("after = 'x'", "'title'", id="no title"),
        pytest.param("title = 'x'\nneeds = []", "nobody asks for 'needs'", id="an unknown key"),
        pytest.param("title = 'x'\nadd = 3", "not as a component is declared", id="additions that are none"),
        pytest.param("title = 'x'\n[[append]]\npath = 'x'", "'text'", id="nothing to append"),
    ],
)
def test_what_is_wrong_is_told(told: str, words: str, tmp_path: Path) -> None:
    component(tmp_path, "a", told, {})
    with pytest.raises(MlscaffoldError) as refused:
        read("a", tmp_path)
    assert words in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "a" / "component.toml"))


@pytest.mark.parametrize("text", ["{{ cookiecutter.nothing }}", "{% if %}"])
def test_a_text_that_cannot_be_filled_in(text: str, tmp_path: Path) -> None:
    component(tmp_path, "a", f"title = 'x'\nafter = '{text}'", {})
    with pytest.raises(MlscaffoldError, match="this component cannot be read"):
        read("a", tmp_path).rendered(VALUES)


@pytest.mark.parametrize("name", names())
def test_ours_can_be_read(name: str) -> None:
    found = read(name).rendered(values_with(Answers("late-parcels", "late_parcels"), (name,)))
    assert found.title
    assert set(found.requires) <= set(names())
    assert (templates() / "components" / name / "cookiecutter.json").is_file()
