from __future__ import annotations

import pytest

from mlscaffold.rules.notebook.undefined_name import hidden, is_predefined
from mlscaffold.rules.rule import Example


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("from a import *", id="a star"),
        pytest.param("exec('x = 1')", id="exec"),
        pytest.param("globals()['x'] = 1", id="globals"),
        pytest.param("%run other.py", id="another file"),
        pytest.param("%load other.py", id="code from elsewhere"),
        pytest.param("get_ipython().run_line_magic('run', 'a.py')", id="a magic as a call"),
    ],
)
def test_any_name_may_be_bound(source: str) -> None:
    assert hidden(Example(f"# %%\n{source}").target()) is None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("%%bash --out found\nls", "found", id="the output of a script"),
        pytest.param("x = = 1", "x", id="a cell that cannot be parsed"),
        pytest.param("def f():\n    global x\n    x = 1", "x", id="a global statement"),
        pytest.param("try:\n    x\nexcept NameError:\n    pass", "x", id="a name in a try block"),
    ],
)
def test_some_names_may_be_bound(source: str, name: str) -> None:
    names = hidden(Example(f"# %%\n{source}").target())
    assert names is not None
    assert name in names


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("%%time\nx = y", id="a cell that is timed is Python"),
        pytest.param("try:\n    y\nexcept ValueError:\n    pass", id="another error is caught"),
        pytest.param("%matplotlib inline\ny", id="a harmless magic"),
    ],
)
def test_plain_names_are_not_hidden(source: str) -> None:
    names = hidden(Example(f"# %%\n{source}").target())
    assert names is not None
    assert "y" not in names


def test_names_that_jupyter_defines() -> None:
    assert all(is_predefined(name) for name in ("print", "display", "In", "_", "_12", "_i3", "get_ipython"))
    assert not any(is_predefined(name) for name in ("xrange", "df", "_name"))
