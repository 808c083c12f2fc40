"""Line magics: the Python that replaces each, or the reason why it is removed."""

import re
from collections.abc import Callable

from mlscaffold.notebook.conversion import Conversion, interpolated, literal
from mlscaffold.notebook.shell_commands import command, output

Names = frozenset[str]
Handler = Callable[[str, Names], Conversion]

_SHOWS = "It only displays something in the notebook."
_SETTING = "It configures the notebook, not the computation."
_TIMED = "It times a statement and discards its results."
_EARLIER_FOLDER = "It returns to an earlier folder: name the folder instead."
_PYLAB = (
    "import numpy; import numpy as np; import matplotlib; from matplotlib import mlab, pylab, pyplot; "
    "from matplotlib import pyplot as plt"
)
_PYLAB_STARS = "; from matplotlib.pylab import *; from numpy import *"

_DROPPED: dict[str, str] = {
    **dict.fromkeys(
        "matplotlib config load_ext reload_ext unload_ext autoreload aimport precision pprint gui "
        "colors xmode pdb autosave automagic autocall doctest_mode alias alias_magic unalias "
        "rehashx bookmark dhist dirs colors logstart logstop logon logoff logstate "
        "subplots_widget tensorflow_version killbgscripts code_wrap watermark version_information "
        "nb_black black jsroot flake8_on pycodestyle_on memray_flamegraph".split(),
        _SETTING,
    ),
    **dict.fromkeys(
        "who whos who_ls pwd lsmagic magic quickref history hist pinfo pinfo2 pdef pdoc pfile "
        "psource psearch page tb debug pycat ls ll lf lk ldir lx less more man cat connect_info "
        "qtconsole notebook save pastebin tensorboard env_list psource_all guiref todo clear cls "
        "conda_list".split(),
        _SHOWS,
    ),
    "timeit": _TIMED,
    "python": "It names the language of the cell.",
    **dict.fromkeys(("restart_python", "fs"), "It works in Databricks only."),
}
_REVIEW: dict[str, str] = {
    "reset": "It deletes all variables: check that no later cell relies on that.",
    "reset_selective": "It deletes variables: check that no later cell relies on that.",
    "xdel": "It deletes a variable: check that no later cell relies on that.",
}
_SKIPPED: dict[str, str] = {
    "run": "It runs another file in this notebook: import what you need from that file instead.",
    **dict.fromkeys(("load", "loadpy"), "It loads code from another file: move that code into the notebook."),
    "edit": "It opens an editor.",
    **dict.fromkeys(("recall", "rerun", "rep"), "It runs earlier input again: write that code out."),
    "macro": "It records earlier input as a macro: write a function instead.",
    "popd": _EARLIER_FOLDER,
    "pushd": "It changes the folder by a stack: name the folder instead.",
}
_COMMANDS = frozenset({"cp", "mv", "rm", "rmdir", "mkdir", "touch", "wget", "curl"})
_INSTALLERS = frozenset({"pip", "pip3", "conda", "mamba", "micromamba", "uv"})


def line_magic(name: str, arguments: str, names: Names) -> Conversion:
    """Convert a line magic that is a statement, in a notebook that binds `names`."""
    name = name.lstrip("%")
    arguments = arguments.strip()
    handler = _HANDLERS.get(name)
    if handler:
        return handler(arguments, names)
    if name in _DROPPED:
        return Conversion(_DROPPED[name])
    if name in _REVIEW:
        return Conversion(_REVIEW[name], "review")
    if name in _INSTALLERS or name in _COMMANDS:
        return command(f"{name} {arguments}", names)
    return Conversion(_SKIPPED.get(name, f"Unknown magic %{name}: write it as Python."), "skipped")


def magic_value(name: str, arguments: str, names: Names) -> Conversion:
    """Convert a line magic whose value is used (`here = %pwd`) to one expression."""
    arguments = arguments.strip()
    if name == "pwd":
        return Conversion("os.getcwd returns the working folder.", "rewritten", "os.getcwd()", ("import os",))
    if name == "env" and arguments and not re.search(r"[\s=]", arguments):
        code = f"os.environ[{interpolated(arguments, names)}]"
        return Conversion("os.environ returns the environment variable.", "rewritten", code, ("import os",))
    if name in {"sx", "system", "sc"}:
        return output(arguments, names)
    if name in {"time", "prun"}:
        return _timed(arguments, names)
    return Conversion(f"The value of %{name} exists only in a notebook: the statement is skipped.", "skipped")


def is_magic(name: str) -> bool:
    """Return whether a word is a magic, which IPython also accepts without its `%`."""
    known = name in _HANDLERS or name in _DROPPED or name in _REVIEW or name in _SKIPPED
    return known or name in _COMMANDS or name in _INSTALLERS


def ignored_magics() -> tuple[str, ...]:
    """Return the magics that compute nothing: a run may leave out those that only a kernel has."""
    return tuple(sorted({*_DROPPED, "store"}))


def _timed(arguments: str, _names: Names) -> Conversion:
    code = re.sub(r"^(?:--?(?:no-raise-error)\s+)+", "", arguments).strip()
    return Conversion(
        "The timing is removed; the statement stays.",
        "rewritten" if code else "dropped",
        code,
        shows=bool(code),
    )


def _profiled(arguments: str, _names: Names) -> Conversion:
    code = re.sub(r"^(?:-(?:[lsTDfmut]\s+\S+|[rRt]\s*[\d.]+|\w)\s+)+", "", arguments).strip()
    why = "The profiling is removed; the statement stays, and its value is not shown, as before."
    return Conversion(why, "rewritten", f"{code.rstrip(';')};") if code else Conversion(_SETTING)


def _pylab(arguments: str, _names: Names) -> Conversion:
    stars = "" if "--no-import-all" in arguments else _PYLAB_STARS
    return Conversion("The names that %pylab provides are imported.", "rewritten", _PYLAB + stars)


def _cd(arguments: str, names: Names) -> Conversion:
    place = re.sub(r"^-q\s+", "", arguments).strip()
    if place.startswith("-"):
        return Conversion(_EARLIER_FOLDER, "skipped")
    place = place.strip("'\"") or "~"
    code = f"os.chdir({interpolated(place, names)})"
    if place.startswith("~"):
        code = f"os.chdir(os.path.expanduser({interpolated(place, names)}))"
    return Conversion("os.chdir changes the folder.", "rewritten", code, ("import os",))


def _env(arguments: str, names: Names) -> Conversion:
    key, mark, value = arguments.partition("=" if "=" in arguments else " ")
    if not mark:
        return Conversion(_SHOWS)
    code = f"os.environ[{literal(key.strip())}] = {interpolated(value.strip(), names)}"
    return Conversion("os.environ sets the environment variable.", "rewritten", code, ("import os",))


def _store(arguments: str, _names: Names) -> Conversion:
    if arguments.startswith("-r"):
        return Conversion(
            "It restores values from another session: load them from a file instead.", "skipped"
        )
    return Conversion(
        "It stores values for other notebooks: write them to a file if you need them.", "review"
    )


_HANDLERS: dict[str, Handler] = {
    "time": _timed,
    "prun": _profiled,
    **dict.fromkeys(("snakeviz", "lprun", "memit", "mprun"), _profiled),
    "pylab": _pylab,
    "cd": _cd,
    "env": _env,
    "set_env": _env,
    "store": _store,
    "sx": command,
    "system": command,
}
