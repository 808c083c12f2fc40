"""Files that are no files, or have names that few programs expect."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.hostile.bad_code import ERRORS, HEAVY, MAGICS
from tests.hostile.bad_contents import GOOD, cell, contents, notebook

Place = Callable[[Path], Path]
"""Puts a file into a folder, and returns its path."""
NAMES = (
    "a\nb.ipynb", "a\tb.ipynb", "a\"b.ipynb", "a'b.ipynb", "a\\b.ipynb", " a .ipynb", "a;b&c|d.ipynb", "$(id).ipynb", "`id`.ipynb",
    "%s{x}.ipynb", "-o.ipynb", "--help.ipynb", ".ipynb", "..ipynb", "a\u2028b.ipynb", "a\u202eb.ipynb", "a\x07\x1b[31mb.ipynb", "é😀.ipynb",
    "a" * 245 + ".ipynb", "class.ipynb", "json.ipynb", "1.ipynb", "A.IPYNB", "a.b.c.ipynb", "[a].ipynb", "*.ipynb", "a#b?c.ipynb",
    "\\N{x}.ipynb", "\"\"\".ipynb", "{{ cookiecutter.x }}.ipynb", "{% if %}.ipynb", "CON.ipynb", "tests.ipynb", "__init__.ipynb",
)  # fmt: skip
RAW_NAMES = (b"\xff\xfe.ipynb", b"a\x80b.ipynb")
"""Names that are no UTF-8."""
TEXTS = {
    "script.py": "x = (", "nul.py": "x = 1\0", "latin.py": "# -*- coding: latin-1 -*-\nx = 'é'", "wrong.py": "# coding: nosuch\nx = 1",
    "percent.py": "# %%\nx = (\n# %%\ny = 1", "two.py": "print 'x'", "empty.py": "", "comments.py": "# nothing\n",
    "bom.py": "\ufeffx = 1", "header.py": "# ---\n# jupyter: [\n# ---\nx = 1", "conflict.py": "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n",
    "page.py": "<html></html>", "yaml.md": "---\njupyter: [\n---\n```python\nx = 1\n```", "open.md": "```python\nx = 1", "none.md": "# Title",
    "r.Rmd": "```{r}\nx <- 1\n```", "bad.Rmd": "---\ntitle: \"\n---\n```{python\nx = 1\n```", "q.qmd": "```{python}\n#| a: [\nx = 1\n```",
    "code.R": "x <- 1", "code.jl": "x = 1", "table.csv": "a,b\n", "no suffix": "x = 1", "databricks.py": "# Databricks notebook source\n# MAGIC %sql\n# MAGIC (",
}  # fmt: skip


def places() -> Mapping[str, Place]:
    """Return all bad files, by a name."""
    return {
        **{f"content: {name}": written("bad.ipynb", content) for name, content in contents()},
        **{f"error: {code!r}": written("bad.ipynb", notebook(cell(code))) for code in ERRORS},
        **{f"one error: {code!r}": written("bad.ipynb", beside(code)) for code in ERRORS[::7]},
        **{f"magic: {code!r}": written("bad.ipynb", notebook(cell(code))) for code in MAGICS},
        **{f"heavy: {name}": written("bad.ipynb", beside(code)) for name, code in HEAVY.items()},
        **{f"heavy script: {name}": written("bad.py", code.encode()) for name, code in HEAVY.items()},
        **{f"name: {name[:40]!r}": written(name, GOOD) for name in NAMES},
        **{f"name: {name!r}": written(os.fsdecode(name), GOOD) for name in RAW_NAMES},
        **{f"text: {name}": written(name, text.encode()) for name, text in TEXTS.items()},
        "latin-1 without a line": written("bad.py", "x = 'é'".encode("latin-1")),
        **{f"place: {place.__name__}": place for place in KINDS},
    }


def beside(code: str) -> bytes:
    """Return a notebook of a good cell, a bad one and a good one."""
    return notebook(cell("a = 1"), cell(code), cell("print(a)"))


def written(name: str, content: bytes) -> Place:
    """Return what writes a file."""

    def place(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return place


def fifo(folder: Path) -> Path:
    """A pipe that nobody writes to."""
    os.mkfifo(folder / "bad.ipynb")
    return folder / "bad.ipynb"


def unix_socket(folder: Path) -> Path:
    """A socket."""
    before = os.getcwd()
    os.chdir(folder)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind("bad.ipynb")
    finally:
        os.chdir(before)
    return folder / "bad.ipynb"


def directory(folder: Path) -> Path:
    """A folder."""
    (folder / "bad.ipynb").mkdir()
    return folder / "bad.ipynb"


def missing(folder: Path) -> Path:
    """Nothing."""
    return folder / "bad.ipynb"


def missing_folder(folder: Path) -> Path:
    """Nothing, in no folder."""
    return folder / "none" / "bad.ipynb"


def below_a_file(folder: Path) -> Path:
    """A path through a file."""
    (folder / "file").write_text("")
    return folder / "file" / "bad.ipynb"


def linked(target: str) -> Place:
    """Return what makes a link."""

    def link(folder: Path) -> Path:
        (folder / "bad.ipynb").symlink_to(target)
        return folder / "bad.ipynb"

    link.__name__ = f"link to {target}"
    return link


def link_circle(folder: Path) -> Path:
    """Two links to each other."""
    (folder / "bad.ipynb").symlink_to("other.ipynb")
    (folder / "other.ipynb").symlink_to("bad.ipynb")
    return folder / "bad.ipynb"


def link_to_itself_in_folder(folder: Path) -> Path:
    """A good notebook beside a link to its own folder."""
    (folder / "bad.ipynb").write_bytes(
        notebook(cell("import pandas as pd\npd.read_csv('loop/loop/data.csv')"))
    )
    (folder / "loop").symlink_to(".")
    return folder / "bad.ipynb"


def pipe_as_data(folder: Path) -> Path:
    """A notebook that reads a pipe."""
    os.mkfifo(folder / "data.csv")
    (folder / "bad.ipynb").write_bytes(
        notebook(cell("import pandas as pd\ndf = pd.read_csv('data.csv')\nprint(df)"))
    )
    return folder / "bad.ipynb"


def pipe_as_settings(folder: Path) -> Path:
    """A notebook beside settings that are a pipe."""
    os.mkfifo(folder / "pyproject.toml")
    return written("bad.ipynb", GOOD)(folder)


def folder_as_settings(folder: Path) -> Path:
    """A notebook beside settings that are a folder."""
    (folder / "pyproject.toml").mkdir()
    return written("bad.ipynb", GOOD)(folder)


def pipe_as_variables(folder: Path) -> Path:
    """A notebook that loads variables from a pipe."""
    os.mkfifo(folder / ".env")
    return written("bad.ipynb", notebook(cell("import os\nfrom dotenv import load_dotenv\nload_dotenv()")))(
        folder
    )


def unreadable(folder: Path) -> Path:
    """A file without permissions."""
    path = written("bad.ipynb", GOOD)(folder)
    path.chmod(0)
    return path


def unreadable_folder(folder: Path) -> Path:
    """A file in a folder without permissions."""
    (folder / "closed").mkdir()
    path = written("bad.ipynb", GOOD)(folder / "closed")
    (folder / "closed").chmod(0)
    return path


def unreadable_settings(folder: Path) -> Path:
    """A notebook beside settings without permissions."""
    path = written("pyproject.toml", b"")(folder)
    path.chmod(0)
    return written("bad.ipynb", GOOD)(folder)


def readonly_folder(folder: Path) -> Path:
    """A good notebook where nothing can be written."""
    path = written("bad.ipynb", GOOD)(folder)
    folder.chmod(0o500)
    return path


KINDS: tuple[Place, ...] = (
    fifo, unix_socket, directory, missing, missing_folder, below_a_file, linked("nowhere"), linked("bad.ipynb"), linked("/dev/null"),
    linked("/dev/zero"), linked("/etc"), linked("/proc/self/mem"), linked("/dev/tty"), link_circle, link_to_itself_in_folder, pipe_as_data, pipe_as_settings,
    folder_as_settings, pipe_as_variables, unreadable, unreadable_folder, unreadable_settings, readonly_folder,
)  # fmt: skip
