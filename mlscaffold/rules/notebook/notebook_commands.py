"""Magics and shell commands that only work in a notebook, and change what the code below does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.notebook.commands import command
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

_INSTALL = "list what it installs in pyproject.toml, with versions"
_SHELL = "do it in Python (pathlib, shutil, subprocess), or in a script that runs before"
_DOWNLOAD = "download in Python, with a checksum, or say in the README where the data come from"
_WAYS_OUT = {
    "run": "import what is needed from that file instead",
    "load": "put the code into a module and import it",
    "loadpy": "put the code into a module and import it",
    **dict.fromkeys(("cd", "pushd", "popd"), "name each path from one folder that is a setting"),
    **dict.fromkeys(
        ("env", "set_env", "dotenv"), "read settings from the environment or a file, and set none here"
    ),
    "store": "save the value to a file and read it from there",
    **dict.fromkeys(
        ("autoreload", "aimport"), "install the project in editable mode, and restart after changes"
    ),
    "pylab": "import numpy and matplotlib by name: it binds some thousand names",
    **dict.fromkeys(("reset", "reset_selective", "xdel"), "leave it out: names go with the kernel"),
    **dict.fromkeys(("edit", "recall", "rerun", "rep", "macro"), "write the code into the cell"),
    **dict.fromkeys(("pip", "pip3", "conda", "mamba", "micromamba", "uv"), _INSTALL),
    **dict.fromkeys(("bash", "sh", "shell", "zsh", "cmd", "script", "system", "sx", "!"), _SHELL),
    **dict.fromkeys(("cp", "mv", "rm", "rmdir", "mkdir", "touch"), _SHELL),
    **dict.fromkeys(("wget", "curl"), _DOWNLOAD),
    **dict.fromkeys(("writefile", "file"), "put the file beside the notebook, under version control"),
    **dict.fromkeys(
        ("sql", "bigquery", "spark"), "run the query with a client library, so that it can be tested"
    ),
    "R": "run R in a script of its own, or through rpy2",
    **dict.fromkeys(
        ("python2", "perl", "ruby", "julia", "pypy", "scala"), "put the code into a file of its own"
    ),
}
_DOWNLOADS = re.compile(r"^\s*(?:sudo\s+)?(?:wget|curl|gdown|kaggle|aws\s+s3|gsutil|git\s+clone)\b")
_INSTALLS = re.compile(
    r"^\s*(?:sudo\s+)?(?:\S*python\S*\s+-m\s+|\{\S*\}\s+-m\s+)?(?:pip3?|conda|mamba|uv|apt|apt-get)\b"
)
_LINE = re.compile(r"^\s*(?:[\w, .\[\]'\"]+=\s*)?(?P<mark>%%?|!!?)\s*(?P<rest>.*)$")
_NAME = re.compile(r"[A-Za-z_]\w*|!")


def _check(file: LintTarget) -> Iterator[Violation]:
    for cell, python in zip(file.code, file.python, strict=True):
        lines = cell.source.split("\n")
        for line in sorted({change.location.line for change in python.changes}):
            text = lines[line - 1] if line <= len(lines) else ""
            way_out = _judged(text)
            if way_out:
                column = len(text) - len(text.lstrip()) + 1
                yield Violation(
                    cell.number, line, column, _message(text, way_out), line, len(text.encode()) + 1
                )
    yield from _in_python(file)


def _in_python(file: LintTarget) -> Iterator[Violation]:
    """Yield magics that are called as functions: `get_ipython().run_line_magic("cd", "..")`."""
    for call in file.index.calls("run_line_magic", "run_cell_magic", "magic", "system"):
        given = call.argument("", 0)
        is_shell = isinstance(call.node.func, ast.Attribute) and "get_ipython" in ast.unparse(
            call.node.func.value
        )
        if not is_shell or not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
            continue
        text = f"!{given.value}" if call.last == "system" else f"%{given.value}"
        way_out = _judged(text)
        if way_out:
            yield violation(call, _message(text, way_out))


def _message(text: str, way_out: str) -> str:
    words = " ".join(text.split())
    shown = words if len(words) <= 50 else f"{words[:47]}..."
    return f"`{shown}` works in a notebook only: {way_out}"


def _judged(text: str) -> str:
    """Return what to do instead of a line, "" where it is harmless or no command."""
    found = _LINE.match(text)
    if not found:
        return ""
    rest = found["rest"]
    if found["mark"].startswith("!"):
        return _shell(rest)
    named = _NAME.match(rest)
    if named is None:
        return ""
    name, arguments = named[0], rest[named.end() :].strip()
    if name in {"time", "timeit", "prun", "memit", "lprun"} and arguments[:1] in {"%", "!"}:
        return _judged(arguments)
    if name in {"env", "store"} and not arguments:
        return ""
    if name in {"pip", "conda", "mamba", "uv", "pip3"}:
        return _shell(rest)
    return _WAYS_OUT.get(name, "")


def _shell(text: str) -> str:
    if _INSTALLS.match(text):
        return _INSTALL if re.search(r"\b(?:install|add|sync)\b", text) else ""
    if _DOWNLOADS.match(text):
        return _DOWNLOAD
    if re.match(r"\s*cd\b", text) and not re.search(r"&&|;", text):
        return ""
    return _SHELL if command(text, frozenset()).code else ""


RULE = Rule(
    code="MLS108",
    name="notebook-only-command",
    what="A magic or a shell command does part of the work.",
    why=(
        "It is no Python: a module, a test or a scheduled job cannot run it, and what it changes (the "
        "folder, the environment, installed packages, names from another file) cannot be seen in the code. "
        "The message names the way out. Commands that only show or time something, such as `%matplotlib "
        "inline`, `%%time` and `!ls`, are not reported."
    ),
    level="production",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="https://ipython.readthedocs.io/en/stable/interactive/magics.html",
    flagged=(
        Example("# %%\n!ls -la\n%cd /tmp  # flagged", says="folder"),
        Example("# %%\n%run helpers.py  # flagged\n# %%\n%load_ext autoreload\n%autoreload 2  # flagged"),
        Example(
            "# %%\n!pip install pandas  # flagged\n# %%\n%pip install numpy  # flagged", says="pyproject.toml"
        ),
        Example("# %%\n!wget http://a.org/b.csv  # flagged\n# %%\nimport os\n%env KEY=1  # flagged"),
        Example("# %%\nfiles = !cat a.txt | sort > b.txt  # flagged\n# %%\n%store x  # flagged"),
        Example("# %%\nget_ipython().run_line_magic('cd', '..')  # flagged"),
    ),
    kept=(
        Example(
            "# %%\n%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n%load_ext autoreload"
        ),
        Example("# %%\n%%time\nx = 1\n# %%\n%timeit x\n# %%\n%time y = 2\n# %%\n?print"),
        Example("# %%\n!ls\n!nvidia-smi\n!pip list\n!head -3 a.csv\n%pwd\n%whos"),
        Example("# %%\ntext = '''\n%cd /tmp\n'''\nx = (5\n% 3)"),
        Example("# %%\n%%html\n<b>%cd</b>"),
    ),
)
