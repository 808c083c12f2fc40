"""What install lines become."""

from __future__ import annotations

import shlex

import pytest

from mlscaffold.notebook.install import installs, requirements_of

INSTALLS = {
    "one name": ("pip install a", ("a",), "moved"),
    "several names and flags": ("pip install -q -U a b --upgrade --no-cache-dir", ("a", "b"), "moved"),
    "versions": ("pip install a==1.0 'b>=2,<3' c~=1.4", ("a==1.0", "b>=2,<3", "c~=1.4"), "moved"),
    "extras": ("pip3 install 'a[all]' b[x,y]==1", ("a[all]", "b[x,y]==1"), "moved"),
    "by python -m": ("python3 -m pip install a", ("a",), "moved"),
    "by the notebook's python": ("{sys.executable} -m pip install a", ("a",), "moved"),
    "by uv": ("uv pip install a", ("a",), "moved"),
    "from another index": ("pip install -i https://a/simple a --extra-index-url https://b", ("a",), "moved"),
    "options before the verb": ("pip --quiet install a", ("a",), "moved"),
    "pip itself": ("pip install --upgrade pip wheel a", ("a",), "moved"),
    "by conda": ("conda install -y -c conda-forge a=1.2 b", ("a==1.2", "b"), "moved"),
    "into nowhere": ("pip install a > /dev/null", ("a",), "moved"),
    "from git": (
        "pip install git+https://github.com/a/b.git",
        ("b @ git+https://github.com/a/b.git",),
        "look",
    ),
    "from git at a branch": (
        "pip install git+https://github.com/a/b@main",
        ("b @ git+https://github.com/a/b@main",),
        "look",
    ),
    "from git with a name": ("pip install git+https://a/b#egg=c", ("c @ git+https://a/b",), "look"),
    "a file of requirements": ("pip install -r requirements.txt a", ("a",), "look"),
    "a folder": ("pip install -e .", (), "look"),
    "a wheel": ("pip install ./a-1.0-py3-none-any.whl", (), "look"),
    "a name put together while it runs": ("pip install {name}", (), "look"),
}


@pytest.mark.parametrize(("line", "names", "kind"), INSTALLS.values(), ids=INSTALLS.keys())
def test_installs(line: str, names: tuple[str, ...], kind: str) -> None:
    found = installs(shlex.split(line))
    assert found is not None
    piece = requirements_of(found)
    assert (piece.requirements, piece.kind, piece.code) == (names, kind, "")


@pytest.mark.parametrize(
    "line", ["pip list", "pip show install", "conda list", "ls install", "pip", "npm install a", ""]
)
def test_no_installs(line: str) -> None:
    assert installs(shlex.split(line)) is None
