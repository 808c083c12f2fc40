"""Line magics: what each becomes in Python, or why it goes."""

from __future__ import annotations

import re
from collections.abc import Callable

from mlscaffold.notebook.commands import command, output
from mlscaffold.notebook.interpolate import interpolated, literal
from mlscaffold.notebook.piece import Piece, table

Names = frozenset[str]
Handler = Callable[[str, Names], Piece]

_SHOWS = "It only showed something in the notebook."
_SETTING = "It set up the notebook, not the computation."
_TIMED = "It timed a statement many times; nothing that it computed was kept."
_PYLAB = (
    "import numpy; import numpy as np; import matplotlib; from matplotlib import mlab, pylab, pyplot; "
    "from matplotlib import pyplot as plt"
)
_PYLAB_STARS = "; from matplotlib.pylab import *; from numpy import *"

_DROPPED: dict[str, str] = {
    **dict.fromkeys(
        table(
            "matplotlib config load_ext reload_ext unload_ext autoreload aimport precision pprint gui "
            "colors xmode pdb autosave automagic autocall doctest_mode alias alias_magic unalias "
            "rehashx bookmark dhist dirs colors logstart logstop logon logoff logstate "
            "subplots_widget tensorflow_version killbgscripts code_wrap watermark version_information "
            "nb_black black jsroot flake8_on pycodestyle_on memray_flamegraph"
        ),
        _SETTING,
    ),
    **dict.fromkeys(
        table(
            "who whos who_ls pwd lsmagic magic quickref history hist pinfo pinfo2 pdef pdoc pfile "
            "psource psearch page tb debug pycat ls ll lf lk ldir lx less more man cat connect_info "
            "qtconsole notebook save pastebin tensorboard env_list psource_all guiref todo clear cls "
            "conda_list"
        ),
        _SHOWS,
    ),
    "timeit": _TIMED,
}
_LOOK: dict[str, str] = {
    "reset": "It deleted every name above it: check that nothing below relied on that.",
    "reset_selective": "It deleted names: check that nothing below relied on that.",
    "xdel": "It deleted a name: check that nothing below relied on that.",
}
_ASIDE: dict[str, str] = {
    "run": "It ran another file in this notebook: import what is needed from it instead.",
    "load": "It loaded code from another file: put that code into the notebook.",
    "loadpy": "It loaded code from another file: put that code into the notebook.",
    "edit": "It opened an editor.",
    "recall": "It ran earlier input again.",
    "rerun": "It ran earlier input again.",
    "rep": "It ran earlier input again.",
    "macro": "It recorded earlier input as a macro.",
    "popd": "It went back to an earlier folder: name the folder instead.",
    "pushd": "It changed the folder with a stack: name the folder instead.",
}
_COMMANDS = frozenset({"cp", "mv", "rm", "rmdir", "mkdir", "touch", "wget", "curl"})
_INSTALLERS = frozenset({"pip", "pip3", "conda", "mamba", "micromamba", "uv"})


def line_magic(name: str, arguments: str, names: Names) -> Piece:
    """Say what becomes of a line magic that stands as a statement.

    Args:
        name: the magic's name without `%`.
        arguments: what follows it on the line.
        names: names that the notebook binds.

    Returns:
        What it becomes.
    """
    name = name.lstrip("%")
    arguments = arguments.strip()
    handler = _HANDLERS.get(name)
    if handler:
        return handler(arguments, names)
    if name in _DROPPED:
        return Piece(_DROPPED[name])
    if name in _LOOK:
        return Piece(_LOOK[name], "look")
    if name in _INSTALLERS or name in _COMMANDS:
        return command(f"{name} {arguments}", names)
    return Piece(
        _ASIDE.get(name, f"mlscaffold does not know the magic %{name}: write it as Python."), "aside"
    )


def magic_value(name: str, arguments: str, names: Names) -> Piece:
    """Say what becomes of a line magic whose value is used (`here = %pwd`); its code is one expression."""
    arguments = arguments.strip()
    if name == "pwd":
        return Piece("The working folder is asked of the system.", "rewritten", "os.getcwd()", ("import os",))
    if name == "env" and arguments and not re.search(r"[\s=]", arguments):
        code = f"os.environ[{interpolated(arguments, names)}]"
        return Piece("The environment variable is asked of the system.", "rewritten", code, ("import os",))
    if name in {"sx", "system", "sc"}:
        return output(arguments, names)
    if name in {"time", "prun"}:
        return _timed(arguments, names)
    why = f"The value of %{name} exists only in a notebook: the statement is left out."
    return Piece(why, "aside")


def is_magic(name: str) -> bool:
    """Return whether a word is a magic that IPython also takes without its `%`."""
    known = name in _HANDLERS or name in _DROPPED or name in _LOOK or name in _ASIDE
    return known or name in _COMMANDS or name in _INSTALLERS


def _timed(arguments: str, _names: Names) -> Piece:
    code = re.sub(r"^(?:--?(?:no-raise-error)\s+)+", "", arguments).strip()
    return Piece(
        "The timing is gone, the statement stays.", "rewritten" if code else "dropped", code, shows=bool(code)
    )


def _profiled(arguments: str, _names: Names) -> Piece:
    code = re.sub(r"^(?:-(?:[lsTDfmut]\s+\S+|[rRt]\s*[\d.]+|\w)\s+)+", "", arguments).strip()
    why = "The profile is gone, the statement stays; its value was not shown."
    return Piece(why, "rewritten", f"{code.rstrip(';')};") if code else Piece(_SETTING)


def _pylab(arguments: str, _names: Names) -> Piece:
    stars = "" if "--no-import-all" in arguments else _PYLAB_STARS
    return Piece("The names that %pylab brings are imported.", "rewritten", _PYLAB + stars)


def _cd(arguments: str, names: Names) -> Piece:
    place = re.sub(r"^-q\s+", "", arguments).strip()
    if place.startswith("-"):
        return Piece("It went back to an earlier folder: name the folder instead.", "aside")
    place = place.strip("'\"") or "~"
    code = f"os.chdir({interpolated(place, names)})"
    if place.startswith("~"):
        code = f"os.chdir(os.path.expanduser({interpolated(place, names)}))"
    return Piece("The folder is changed by os.chdir.", "rewritten", code, ("import os",))


def _env(arguments: str, names: Names) -> Piece:
    key, mark, value = arguments.partition("=" if "=" in arguments else " ")
    if not mark:
        return Piece(_SHOWS)
    code = f"os.environ[{literal(key.strip())}] = {interpolated(value.strip(), names)}"
    return Piece("The environment variable is set by os.environ.", "rewritten", code, ("import os",))


def _store(arguments: str, _names: Names) -> Piece:
    if arguments.startswith("-r"):
        why = "It restored values that another session had stored: load them from a file instead."
        return Piece(why, "aside")
    return Piece("It stored values for other notebooks: write them to a file if they are needed.", "look")


def _shell(arguments: str, names: Names) -> Piece:
    return command(arguments, names)


_HANDLERS: dict[str, Handler] = {
    "time": _timed,
    "prun": _profiled,
    **dict.fromkeys(table("snakeviz lprun memit mprun"), _profiled),
    "pylab": _pylab,
    "cd": _cd,
    "env": _env,
    "set_env": _env,
    "store": _store,
    "sx": _shell,
    "system": _shell,
}
