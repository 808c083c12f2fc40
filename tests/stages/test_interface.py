from __future__ import annotations

import pytest

from mlscaffold.stages.interface import Interface, interfaces
from tests.stages.notebooks import READ, running

FIT = "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(X, y)"
IO: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "read by a later stage": (("a = 1", "b = a"), [" -> a", "a -> b"]),
    "never read": (("a = 1", "b = 2"), [" -> a", " -> b"]),
    "read by its own stage only": (("a = 1\nc = a", "b = c"), [" -> c", "c -> b"]),
    "bound again": (("a = 1\nb = a", "a = 2"), [" -> b", " -> a"]),
    "changed": (("a = []", "a.append(1)", "b = a"), [" -> a", "a -> a", "a -> b"]),
    "bound in one branch only": (("a = 1", "if a:\n    a = 2", "b = a"), [" -> a", "a -> a", "a -> b"]),
    "passed through an unrelated stage": (("a = 1", "b = 2", "c = a"), [" -> a", " -> b", "a -> c"]),
    "a display": (("a = 1", "print(a)"), [" -> a", "a -> "]),
    "deleted": (("a = 1\nb = a", "del a"), [" -> a,b", "a -> "]),
    "objects of a plot": (("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()",), [" -> "]),
    "an import in one branch only": (("a = 1", "if a:\n    from x import y\n    y()"), [" -> a", "a -> "]),
    "a private name": (("_a = 1",), [" -> "]),
    "the order in a statement": (("b, a = 1, 2", "c = a + b"), [" -> b,a", "b,a -> c"]),
    "what a model is fitted on": (("y, z = 1, 3\nX = 2", FIT + "\nw = z"), [" -> y,z,X", "X,z,y -> model,w"]),
    "the order of creation": (("b = 1\na = 2", "c = a + b"), [" -> b,a", "b,a -> c"]),
}
COPIES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "a frame": ((READ, "df['x'] = 1"), ("df",), ()),
    "a list": (("a = [1]", "a.append(1)"), ("a",), ()),
    "only read": ((READ, "x = df.x.sum()"), (), ()),
    "rebound before the change": ((READ, "df = df.dropna()\ndf['x'] = 1"), (), ()),
    "a model": (("from sklearn.svm import SVC\nmodel = SVC()", "model.fit(X, y)"), (), ("model",)),
    "a list that another name shares": (("a = [1]\nb = a", "a.append(1)", "c = b"), (), ("a", "b")),
}
AFTER: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "random numbers after a seed": (("import random\na = 1\nrandom.seed(a)", "b = random.random()"), (0,)),
    "random numbers after others": (("import random\na = random.random()", "b = random.random()"), (0,)),
    "a file that was written": ((READ + "\ndf.to_csv('a.csv')", "a = pd.read_csv('a.csv')"), (0,)),
    "random numbers without a seed": (("import random\na = 1", "b = random.random()"), ()),
    "two files that are read": ((READ, "a = pd.read_csv('a.csv')"), ()),
    "fitting that draws nothing": (
        (FIT.replace("model", "m").replace("SVC()", "SVC()") + "\nX = 1", "n = SVC()\nn.fit(X, 1)"),
        (),
    ),
    "numbers": (("a = 1", "b = 2"), ()),
}


def faces(*cells: str) -> tuple[Interface, ...]:
    """Return the interfaces where each cell is a stage."""
    order = running(*cells)
    numbers = dict.fromkeys(unit.cell for unit in order)
    return interfaces([tuple(u for u in order if u.cell == number) for number in numbers], order)


@pytest.mark.parametrize(("cells", "expected"), IO.values(), ids=IO)
def test_inputs_and_outputs(cells: tuple[str, ...], expected: list[str]) -> None:
    assert [f"{','.join(f.inputs)} -> {','.join(f.outputs)}" for f in faces(*cells)] == expected


@pytest.mark.parametrize(("cells", "copied", "changed"), COPIES.values(), ids=COPIES)
def test_inputs_that_are_copied(
    cells: tuple[str, ...], copied: tuple[str, ...], changed: tuple[str, ...]
) -> None:
    assert (faces(*cells)[1].copied, faces(*cells)[1].changed) == (copied, changed)


@pytest.mark.parametrize(("cells", "after"), AFTER.values(), ids=AFTER)
def test_dependencies(cells: tuple[str, ...], after: tuple[int, ...]) -> None:
    assert faces(*cells)[1].depends_on == after


def test_a_dependency_that_another_one_has_is_left_out() -> None:
    cells = ("import random\na = random.random()", "b = random.random()", "c = random.random()")
    assert [one.depends_on for one in faces(*cells)] == [(), (0,), (1,)]


def test_a_fitted_model_is_an_output() -> None:
    (face,) = faces(FIT)
    assert (face.outputs, face.models) == (("model",), ("model",))


def test_a_model_that_is_not_fitted() -> None:
    (face,) = faces("from sklearn.svm import SVC\nmodel = SVC()")
    assert face.models == ()


@pytest.mark.parametrize(
    ("cell", "unset"),
    [("if x:\n    b = 1", ("b",)), ("if x:\n    b = 1\nelse:\n    b = 2", ())],
    ids=["in one branch", "in both branches"],
)
def test_names_that_may_be_unbound(cell: str, unset: tuple[str, ...]) -> None:
    assert faces("x = 1", cell, "c = b")[1].unset == unset
