"""Components are read, rendered, resolved with those that they require, and refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import component as component_module
from mlscaffold.projects.components.component import dependents, names, read, resolved
from mlscaffold.projects.components.compose import values_with
from mlscaffold.projects.template import templates
from tests.commands.projects import component, components

VALUES = values_with(Answers("late-parcels", 'the "p"'), ("a",))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of components, which is empty."""
    monkeypatch.setattr(component_module, "components_folder", lambda: tmp_path)
    return tmp_path


def test_texts_are_rendered_and_keys_too(folder: Path) -> None:
    settings = """
title = "A"
after = "run {{ cookiecutter.project_slug }}"
[add."pyproject.toml"]
tool."{{ cookiecutter.package }}".x = ["{{ cookiecutter.package }}", "{% if cookiecutter.strict %}y{% endif %}", 3]
[[append]]
path = "src/{{ cookiecutter.project_slug }}/x.md"
text = "{{ cookiecutter.mlscaffold.components | join('+') }}"
"""
    component(folder, "a", settings, {})
    found = read("a").rendered(VALUES)
    assert found.added == (("pyproject.toml", {"tool": {'the "p"': {"x": ['the "p"', 3]}}}),)
    assert (found.appended[0].path, found.appended[0].text) == ("src/late-parcels/x.md", "base+a")
    assert found.after == "run late-parcels"
    assert found.files(VALUES) == ()


def test_their_names(folder: Path) -> None:
    components(folder)
    assert names() == ("base_image", "picky", "port")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param("title = ", "Invalid value", id="no TOML"),
        pytest.param("after = 'x'", "'title'", id="no title"),
        pytest.param("title = 'x'\nneeds = []", "unknown key 'needs'", id="an unknown key"),
        pytest.param("title = 'x'\nadd = 3", "wrong structure", id="additions that are no table"),
        pytest.param("title = 'x'\n[[append]]\npath = 'x'", "'text'", id="nothing to append"),
    ],
)
def test_errors_are_reported(settings: str, message: str, folder: Path) -> None:
    component(folder, "a", settings, {})
    with pytest.raises(MlscaffoldError) as refused:
        read("a")
    assert message in str(refused.value)
    assert str(refused.value).startswith(str(folder / "a" / "component.toml"))


@pytest.mark.parametrize("text", ["{{ cookiecutter.nothing }}", "{% if %}"])
def test_a_text_that_cannot_be_rendered(text: str, folder: Path) -> None:
    component(folder, "a", f"title = 'x'\nafter = '{text}'", {})
    with pytest.raises(MlscaffoldError, match="invalid component"):
        read("a").rendered(VALUES)


@pytest.mark.parametrize("name", names())
def test_our_components_can_be_read(name: str) -> None:
    found = read(name).rendered(values_with(Answers("late-parcels", "late_parcels"), (name,)))
    assert found.title
    assert set(found.requires) <= set(names())
    assert (templates() / "components" / name / "cookiecutter.json").is_file()


@pytest.fixture
def letters(folder: Path) -> None:
    for name, requires in {"a": ["b", "c"], "b": ["c"], "c": [], "d": []}.items():
        component(folder, name, f"title = 'x'\nrequires = {requires}", {})


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("requested", "expected"),
    [((), ()), (("a",), ("c", "b", "a")), (("d", "a", "d"), ("d", "c", "b", "a")), (("c", "b"), ("c", "b"))],
    ids=["none", "required ones first", "each once", "in order already"],
)
def test_order(requested: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert resolved(requested) == expected


@pytest.mark.usefixtures("letters")
def test_dependents() -> None:
    assert dependents("c", ["a", "b", "d"]) == ("a", "b")
    assert dependents("a", ["b", "d"]) == ()
