"""A magic or shell command does part of the work.

It is not Python: no module, test or scheduled job can run it, and its effects (working directory,
environment, installed packages, names from another file) are invisible in the code. The message names the
alternative. Commands that only show or time something, such as `%matplotlib inline`, `%%time` and `!ls`,
are not reported.
"""

import ast
import re

from mlscaffold.notebook.shell_commands import command
from mlscaffold.rules.lookups import receiver, shorten, string
from mlscaffold.rules.rule import (
    LintTarget,
    Rule,
    Violation,
    Violations,
    cases,
    explanation,
    violation,
)

_INSTALL = "declare what it installs in pyproject.toml, with versions"
_SHELL = "do it in Python (pathlib, shutil, subprocess), or in a script that runs before"
_DOWNLOAD = "download in Python, with a checksum, or document the source of the data in the README"
_BY_NAMES = (
    ("run", "import what you need from that file instead"),
    ("load loadpy", "put the code into a module and import it"),
    ("cd pushd popd", "build every path from one folder that is a setting"),
    ("env set_env dotenv", "read settings from the environment or a file, do not set them here"),
    ("store", "save the value to a file and read it from there"),
    ("autoreload aimport", "install the project in editable mode, and restart after changes"),
    ("pylab", "import numpy and matplotlib explicitly: it defines about a thousand names"),
    ("reset reset_selective xdel", "remove it: names end with the kernel"),
    ("edit recall rerun rep macro", "write the code into the cell"),
    ("pip pip3 conda mamba micromamba uv", _INSTALL),
    ("bash sh shell zsh cmd script system sx ! cp mv rm rmdir mkdir touch", _SHELL),
    ("wget curl", _DOWNLOAD),
    ("writefile file", "put the file next to the notebook, under version control"),
    ("sql bigquery spark", "run the query with a client library, so that it can be tested"),
    ("R", "run R in a separate script, or through rpy2"),
    ("python2 perl ruby julia pypy scala", "put the code into a separate file"),
)
_ALTERNATIVES = {name: text for names, text in _BY_NAMES for name in names.split()}
_DOWNLOADS = re.compile(r"^\s*(?:sudo\s+)?(?:wget|curl|gdown|kaggle|aws\s+s3|gsutil|git\s+clone)\b")
_INSTALLS = re.compile(
    r"^\s*(?:sudo\s+)?(?:\S*python\S*\s+-m\s+|\{\S*\}\s+-m\s+)?(?:pip3?|conda|mamba|uv|apt|apt-get)\b"
)
_LINE = re.compile(r"^\s*(?:[\w, .\[\]'\"]+=\s*)?(?P<mark>%%?|!!?)\s*(?P<rest>.*)$")
_NAME = re.compile(r"[A-Za-z_]\w*|!")
_SHOWN = 50  # characters of a command in a message, which is one line


def _check(file: LintTarget) -> Violations:
    for cell, python in zip(file.code, file.python, strict=True):
        lines = cell.source.split("\n")
        for line in sorted({change.location.line for change in python.changes}):
            text = lines[line - 1] if line <= len(lines) else ""
            alternative = _alternative_to(text)
            if alternative:
                column, end = len(text) - len(text.lstrip()) + 1, len(text.encode()) + 1
                yield Violation(cell.number, line, column, _message(text, alternative), line, end)
    yield from _in_python(file)


def _in_python(file: LintTarget) -> Violations:
    """Yield magics that are called as functions: `get_ipython().run_line_magic("cd", "..")`."""
    for call in file.index.calls("run_line_magic", "run_cell_magic", "magic", "system"):
        shell, argument = receiver(call), string(call.argument("", 0))
        text = f"!{argument}" if call.last == "system" else f"%{argument}"
        is_magic = bool(argument) and shell is not None and "get_ipython" in ast.unparse(shell)
        if is_magic and (alternative := _alternative_to(text)):
            yield violation(call, _message(text, alternative))


def _message(text: str, alternative: str) -> str:
    shown = shorten(" ".join(text.split()), _SHOWN)
    return f"`{shown}` works only in a notebook: {alternative}"


def _alternative_to(text: str) -> str:
    """Return what to do instead of a line, "" if it is harmless or no command."""
    found = _LINE.match(text)
    if not found:
        return ""
    rest = found["rest"]
    if found["mark"].startswith("!"):
        return _shell(rest)
    match = _NAME.match(rest)
    if match is None:
        return ""
    name, arguments = match[0], rest[match.end() :].strip()
    if name in {"time", "timeit", "prun", "memit", "lprun"} and arguments[:1] in {"%", "!"}:
        return _alternative_to(arguments)
    if name in {"env", "store"} and not arguments:
        return ""
    if name in {"pip", "conda", "mamba", "uv", "pip3"}:
        return _shell(rest)
    return _ALTERNATIVES.get(name, "")


def _shell(text: str) -> str:
    if _INSTALLS.match(text):
        return _INSTALL if re.search(r"\b(?:install|add|sync)\b", text) else ""
    if _DOWNLOADS.match(text):
        return _DOWNLOAD
    if re.match(r"\s*cd\b", text) and not re.search(r"&&|;", text):
        return ""
    return _SHELL if command(text, frozenset()).code else ""


RULE = Rule(
    **explanation(__doc__),
    code="MLS108",
    name="notebook-only-command",
    level="production",
    check=_check,
    notebooks_only=True,
    source="https://ipython.readthedocs.io/en/stable/interactive/magics.html",
    flagged=cases(
        "!ls -la\n%cd /tmp  # flagged: folder",
        "%run helpers.py  # flagged\n# %%\n%load_ext autoreload\n%autoreload 2  # flagged",
        "!pip install pandas  # flagged: pyproject.toml\n# %%\n%pip install numpy  # flagged: pyproject.toml",
        "!wget http://a.org/b.csv  # flagged\n# %%\nimport os\n%env KEY=1  # flagged",
        "files = !cat a.txt | sort > b.txt  # flagged\n# %%\n%store x  # flagged",
        "get_ipython().run_line_magic('cd', '..')  # flagged",
    ),
    kept=cases(
        "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n%load_ext autoreload",
        "%%time\nx = 1\n# %%\n%timeit x\n# %%\n%time y = 2\n# %%\n?print",
        "!ls\n!nvidia-smi\n!pip list\n!head -3 a.csv\n%pwd\n%whos",
        "text = '''\n%cd /tmp\n'''\nx = (5\n% 3)",
        "%%html\n<b>%cd</b>",
    ),
)
