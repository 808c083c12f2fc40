"""Changes of the import path and working directory are reported."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds

NAME = "sys-path"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "an absolute import path": ('sys.path.append("/home/ann")\n', ""),
    "an absolute import path at the front": ('sys.path.insert(0, "/home/ann")\n', ""),
    "an absolute folder": ('os.chdir("/content")\n', ""),
    "a folder of Windows": ('os.chdir("C:\\\\data")\n', ""),
    "in a block, where pass is left": (
        'if x:\n    # there\n    os.chdir("/content")\n',
        "if x:\n    # there\n    pass\n",
    ),
}
KEPT: dict[str, str] = {
    "a relative import path": 'sys.path.append("..")\n',
    "a computed folder": "os.chdir(folder)\n",
    "a relative folder": 'os.chdir("data")\n',
    "reading the import path": "x = sys.path[0]\n",
    "another method": 'sys.path.remove("/home/ann")\n',
    "a value": 'x = os.chdir("/content")\n',
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_a_relative_path_needs_a_review() -> None:
    assert kinds(NAME, 'sys.path.append("..")') == ["review"]
