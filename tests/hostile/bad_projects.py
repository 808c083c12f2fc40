"""Damage of a hardened project: of its settings, its snapshot and its files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from mlscaffold.projects.snapshot import EXPECTED, SNAPSHOT

Damage = Callable[[Path], None]
CHECK, OWN = "[tool.mlscaffold.check]\n", "[tool.mlscaffold]\n"
SETTINGS = (
    "select = 1", "select = [1]", "select = ['nonsense!']", "ignore = {}", "level = 'high'", "level = 3", "levels = 'x'",
    "levels = {'a' = 1}", "per-file-ignores = []", "per-file-ignores = {'a' = 'b'}", "exclude = ['[']", "exclude = [1]", "baseline = 1",
    "baseline = 'none.json'", "baseline = '.'", "unknown = 1",
)  # fmt: skip
"""Values in the table of `check`."""
TABLES = (
    "[tool]\nmlscaffold = 1", "[tool.mlscaffold]\ncheck = 1", "[tool.mlscaffold]\nselect = ['MLS1']", "[tool.mlscaffold]\nallowed = 1",
    "tool = 1", "tool = []", "[[tool.mlscaffold]]", "project = 1", "[project]\nname = 1",
)  # fmt: skip
"""Whole files of settings."""
REPLACED = (
    ('version = "0.1.0"\ncomponents', 'version = 1\ncomponents'), ('version = "0.1.0"\ncomponents', 'version = "9999.0"\ncomponents'),
    ('components = ["base"]', "components = 1"), ('components = ["base"]', 'components = ["nosuch"]'), ('components = ["base"]', ""),
    ('components = ["base"]', "components = [[]]"), ("[tool.mlscaffold.notebooks]", "[tool.mlscaffold.other]"),
    ('packages = ["src/hardened"]', "packages = []"), ('packages = ["src/hardened"]', 'packages = ["src/none"]'),
    ('packages = ["src/hardened"]', 'packages = ["../../x"]'), ('name = "hardened"', "name = 1"), ('name = "hardened"', 'name = "\\u0000"'),
    ("[project]", "[project"), ("dependencies = [\n]", "dependencies = 1"), ("[tool.mlscaffold]\n", "[tool.mlscaffold]\nallowed = 1\n"),
    ("[tool.mlscaffold]\n", "[tool.mlscaffold.allowed]\nx = 1\n[tool.mlscaffold]\n"),
)  # fmt: skip
"""Parts of the project's own settings, and what takes their place."""
CONTENTS: Mapping[str, bytes] = {
    "empty": b"", "binary": bytes(range(256)), "UTF-16": "a = 1".encode("utf-16"), "BOM": "\ufeffa = 1".encode(), "NUL": b"a = 'x\0'",
    "conflict": b"<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\n", "deep": b"a = " + b"[" * 20_000, "a long key": b"a." * 50_000 + b"a = 1",
}  # fmt: skip
OWN_CODE = ("config.toml", "a long key")
"""Read by the project's own code while it runs: the limits of a run bound that, not those of mlscaffold's analysis."""
FILES = ("pyproject.toml", SNAPSHOT, EXPECTED, "src/hardened/pipeline.py", "notebooks/a.ipynb", "config.toml")


def damages() -> Mapping[str, Damage]:
    """Return all damages, by a name."""
    return {
        **{f"check: {value}": _appended("pyproject.toml", f"{CHECK}{value}\n") for value in SETTINGS},
        **{f"settings: {value!r}": _written("pyproject.toml", value.encode()) for value in TABLES},
        **{f"settings: {new!r} for {old!r}": _replaced("pyproject.toml", old, new) for old, new in REPLACED},
        **{
            f"{file}: {name}": _written(file, content)
            for file in FILES
            for name, content in CONTENTS.items()
            if (file, name) != OWN_CODE
        },
        **{f"{file}: {name}": _placed(file, how) for file in FILES for name, how in PLACES.items()},
        "mlscaffold.toml: broken": _written("mlscaffold.toml", b"[check"),
        "mlscaffold.toml: no table": _written("mlscaffold.toml", b"check = 1"),
        "a broken repository": _written(".git/HEAD", b"nonsense"),
        "a broken index": _written(".git/index", b"nonsense"),
        "a locked index": _written(".git/index.lock", b""),
        "an update that never ends": _written(".git/mlscaffold/update.json", b"{"),
        "a merge in progress": _written(".git/MERGE_HEAD", b"0" * 40),
    }


def _written(file: str, content: bytes) -> Damage:
    def damage(project: Path) -> None:
        (project / file).parent.mkdir(exist_ok=True)
        (project / file).write_bytes(content)

    return damage


def _appended(file: str, text: str) -> Damage:
    def damage(project: Path) -> None:
        with (project / file).open("a", encoding="utf-8") as opened:
            opened.write(text)

    return damage


def _replaced(file: str, old: str, new: str) -> Damage:
    def damage(project: Path) -> None:
        text = (project / file).read_text(encoding="utf-8")
        assert old in text, old
        (project / file).write_text(text.replace(old, new), encoding="utf-8")

    return damage


def _placed(file: str, how: Callable[[Path], object]) -> Damage:
    def damage(project: Path) -> None:
        (project / file).unlink()
        how(project / file)

    return damage


PLACES: Mapping[str, Callable[[Path], object]] = {
    "missing": lambda _: None, "a pipe": os.mkfifo, "a folder": Path.mkdir, "a link to nothing": lambda path: path.symlink_to("none"),
    "a link to itself": lambda path: path.symlink_to(path.name), "a link to zeros": lambda path: path.symlink_to("/dev/zero"),
}  # fmt: skip


def commit(project: Path) -> None:
    """Commit everything, damaged files too, where Git still can."""
    options = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    for words in (("add", "--all"), ("commit", "--quiet", "--no-verify", "--message=damage")):
        subprocess.run(["git", *options, *words], cwd=project, capture_output=True, timeout=20, check=False)
