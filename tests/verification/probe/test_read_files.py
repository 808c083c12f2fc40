"""The files that code reads or lists are noted; what Python itself opens, and what a search passes by, is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.verification.probe import NAME

HEAD = "import glob, os, sqlite3\nfrom pathlib import Path\n"
READ = {
    "opened": ("open('a.csv').read()", ["a.csv"]),
    "of a path": ("Path('in', 'b.csv').read_text()", ["in/b.csv"]),
    "up": ("os.chdir('in')\nopen('../a.csv').read()", ["a.csv"]),
    "appended": ("open('a.csv', 'a').close()", ["a.csv"]),
    "changed": ("open('a.csv', 'r+').close()", ["a.csv"]),
    "a database": ("sqlite3.connect('shop.db').close()", ["shop.db"]),
    "listed": ("os.listdir('in')", ["in/b.csv", "in/c.txt"]),
    "listed by a path": ("list(Path('in').iterdir())", ["in/b.csv", "in/c.txt"]),
    "listed with its folders": (
        "os.makedirs('in/.deep/er')\nos.listdir('in')",
        ["in/.deep/", "in/b.csv", "in/c.txt"],
    ),
    "listed with a repository": ("os.makedirs('in/.git')\nos.listdir('in')", ["in/b.csv", "in/c.txt"]),
    "walked": ("list(os.walk('in'))", ["in/b.csv", "in/c.txt"]),
    "a pattern": ("glob.glob('in/*.csv')", ["in/b.csv"]),
    "a pattern of a path": ("list(Path('in').glob('*.csv'))", ["in/b.csv"]),
    "a pattern for all folders": ("glob.glob('**/*.csv', recursive=True)", ["a.csv", "in/b.csv"]),
}
NOT_READ = {
    "written": "open('a.csv', 'w').close()",
    "only asked for": "os.path.exists('a.csv')",
    "imported": "import sys\nsys.path.insert(0, '')\nimport mine",
    "installed distributions": "import sys\nfrom importlib import metadata\nsys.path.insert(0, '')\nlist(metadata.distributions())",
    "entry points": "import sys\nfrom importlib import metadata\nsys.path.insert(0, '')\nmetadata.entry_points()",
    "a version": "import sys\nfrom importlib import metadata\nsys.path.insert(0, os.getcwd())\nmetadata.version('pytest')",
    "outside": "open(os.devnull).read()",
    "missing": "try:\n    open('none.csv')\nexcept OSError:\n    pass",
    "an open file": "os.fdopen(os.dup(1)).fileno()",
}
PROGRAM = """
import importlib.util, json, os, sys
spec = importlib.util.spec_from_file_location("{name}", "{folder}/__init__.py", submodule_search_locations=["{folder}"])
sys.modules["{name}"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from {name}.read_files import ReadFiles
files = ReadFiles([os.getcwd()])
exec(compile({source!r}, "<cell>", "exec"), {{}})
sys.stderr.write(json.dumps(files.take() + files.take_secrets()))
"""


def noted(folder: Path, source: str) -> list[str]:
    for name in ("a.csv", "in/b.csv", "in/c.txt", "shop.db", "mine.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    probe = Path(sys.modules["mlscaffold.verification.probe"].__file__ or "").parent
    program = PROGRAM.format(name=NAME, folder=probe, source=HEAD + source)
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(ended.stderr)
    return found


@pytest.mark.parametrize(("source", "expected"), READ.values(), ids=READ)
def test_read(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert noted(tmp_path, source) == expected


@pytest.mark.parametrize("source", NOT_READ.values(), ids=NOT_READ)
def test_not_read(tmp_path: Path, source: str) -> None:
    assert noted(tmp_path, source) == []


def test_files_with_secrets_outside_are_noted(tmp_path: Path) -> None:
    work, home = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    home.mkdir()
    (home / "credentials.json").write_text("{}")
    (home / "people.csv").write_text("")
    source = "".join(f"open({str(home / name)!r}).read()\n" for name in ("credentials.json", "people.csv"))
    assert noted(work, source) == [str(home / "credentials.json")]
