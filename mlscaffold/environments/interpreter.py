"""Finds the interpreter that has the notebook's libraries, and queries it for them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

TIMEOUT = 120
"""Seconds for a query. Chosen by judgement: it takes well below one, but importing a large library from a cold network drive
for its `*` names can take a minute."""

OLDEST = (3, 9)
"""The oldest Python that the generated code and the probes run on: the tests run both with it."""

WITH_WHEELS = (3, 11)
"""The oldest Python for which NumPy and pandas publish wheels, in 2026."""

_WINDOWS = os.name == "nt"
_STARS = """
import os, sys
sys.path[:] = [folder for folder in sys.path if folder]
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for module in sys.argv[1:]:
    names = {}
    try:
        exec("from " + module + " import *", names)
    except BaseException:
        continue
    out.write("\\t".join([module] + sorted(name for name in names if name != "__builtins__")) + "\\n")
    out.flush()
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """The distribution of a queried name.

    Args:
        import_name: the name of a module or a distribution, as queried.
        distribution: the distribution's own name.
        version: its version.
    """

    import_name: str
    distribution: str
    version: str


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python interpreter and the queried libraries that it has.

    Args:
        executable: its path.
        version: its version, such as 3.11.7.
        distributions: what is installed, in the order of the query.
    """

    executable: str
    version: str
    distributions: tuple[Installed, ...] = ()

    def find(self, name: str) -> Installed | None:
        """Return the distribution for a module's or distribution's name, as queried."""
        return next((found for found in self.distributions if found.import_name == name), None)


def known(python: str = "", kernel: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """Return the interpreter that has the notebook's libraries.

    Args:
        python: the user's choice: a path, a command or a virtual environment's folder; "" for none.
        kernel: name of the notebook's kernel, "" if it names none.
        environment: the environment variables.

    Returns:
        The path of the user's choice, else of the active virtual environment's Python, else of the kernel's;
        "" if there is none of these.

    Raises:
        MlscaffoldError: the user's choice does not exist.
    """
    if python:
        return _chosen(python)
    active = environment.get("VIRTUAL_ENV", "")
    candidates = (_inside(Path(active)) if active else None, _kernel_python(kernel, environment))
    return next((str(path) for path in candidates if path and path.is_file()), "")


def of_project(root: Path, configured: str) -> str:
    """Return the interpreter that has the project's libraries.

    Args:
        root: the project's folder.
        configured: the option --python, "" for the project's own environment or the active one.

    Raises:
        MlscaffoldError: it does not exist.
    """
    if configured:
        found = shutil.which(configured)
        if found is None:
            raise MlscaffoldError("no such interpreter", where=configured, hint="Check --python")
        return os.path.abspath(found)  # not resolved: an environment is known by its link
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    folders = [str(root / ".venv"), os.environ.get("VIRTUAL_ENV", "")]
    found_in = (Path(one, *inside) for one in folders if one)
    return next((str(one) for one in found_in if one.is_file()), sys.executable)


@cache
def version_of(python: str) -> tuple[int, int]:
    """Return the version of an interpreter, such as (3, 12).

    Args:
        python: its path.

    Raises:
        MlscaffoldError: it does not run, or it is older than what a project can run on.
    """
    text = _run(python, "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])", ()).stdout
    if not re.fullmatch(r"\d+\.\d+", text):
        raise MlscaffoldError("the Python interpreter does not work", where=python, hint=_HINT)
    major, minor = map(int, text.split("."))
    if (major, minor) < OLDEST:
        what = f"Python {text} is too old: projects run on Python {OLDEST[0]}.{OLDEST[1]} or later"
        raise MlscaffoldError(
            what, where=python, hint="Run the notebook with a newer Python, and name it with --python"
        )
    return major, minor


def requires_python(python: str) -> str:
    """Return the versions of Python that a project made with an interpreter supports, as in pyproject.toml.

    The oldest is the interpreter's own, because the project is proven with it. Before the oldest version that today's
    libraries have wheels for, the newest is, too: the pinned libraries of such an environment do not install on later ones.
    """
    major, minor = version_of(python)
    return f">={major}.{minor}" + (f",<{major}.{minor + 1}" if (major, minor) < WITH_WHEELS else "")


def query(python: str, names: Iterable[str]) -> Interpreter:
    """Query an interpreter for its version and distributions; nothing is imported there.

    Args:
        python: path of the interpreter.
        names: names of modules, with dots or without, and of distributions.

    Returns:
        The interpreter, without names that are not installed.

    Raises:
        MlscaffoldError: it does not run.
    """
    source = Path(__file__).with_name("facts.py").read_text(encoding="utf-8")
    done = _run(python, source, names)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        message = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise MlscaffoldError(f"the Python interpreter does not work: {message}", where=python, hint=_HINT)
    found = tuple(Installed(*line.split("\t")) for line in lines[1:])
    return Interpreter(python, lines[0], found)


def star_names(python: str, modules: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the names that `from module import *` binds; the modules are imported in that interpreter.

    Args:
        python: path of the interpreter.
        modules: names of installed or standard modules, none from the notebook's folder.

    Returns:
        The names by module, sorted; modules that cannot be imported there are missing.

    Raises:
        MlscaffoldError: the interpreter does not run.
    """
    rows = (line.split("\t") for line in _run(python, _STARS, modules).stdout.splitlines())
    return {row[0]: tuple(row[1:]) for row in rows}


_HINT = "Name one of Python 3.9 or later with --python"


def _run(python: str, source: str, arguments: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Run source in the interpreter's own folder, so that nothing in the notebook's folder can be imported."""
    dropped = {"PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment |= {"MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8"}
    program = Path(python).absolute()
    command = [str(program), "-c", source, *dict.fromkeys(arguments)]
    try:
        return subprocess.run(
            command,
            cwd=program.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    except OSError as error:
        what = f"the Python interpreter does not start: {error.strerror}"
        raise MlscaffoldError(what, where=python, hint=_HINT) from error
    except subprocess.TimeoutExpired as error:
        what = f"the Python interpreter did not answer within {TIMEOUT} seconds"
        raise MlscaffoldError(what, where=python, hint=_HINT) from error


def _chosen(python: str) -> str:
    path = Path(python).expanduser()
    if path.is_dir():
        path = _inside(path)
    if path.is_file():
        return str(path.absolute())
    command = shutil.which(python)
    if not command:
        raise MlscaffoldError("no such Python interpreter", where=python, hint=_HINT)
    return command


def _inside(environment: Path) -> Path:
    """Return the path of a virtual or conda environment's Python."""
    if not _WINDOWS:
        return environment / "bin" / "python"
    scripts = environment / "Scripts" / "python.exe"
    return scripts if scripts.is_file() else environment / "python.exe"


def _kernel_python(kernel: str, environment: Mapping[str, str]) -> Path | None:
    """Return the interpreter of a kernel, None if it is unknown or not an absolute path."""
    if not kernel or kernel != Path(kernel).name:
        return None
    for folder in _jupyter_folders(environment):
        specification = _read_specification(folder / "kernels" / kernel / "kernel.json")
        argv = specification.get("argv")
        if specification.get("language") == "python" and isinstance(argv, list) and argv:
            program = Path(str(argv[0]))
            return program if program.is_absolute() else None
    return None


def _read_specification(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _jupyter_folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders in which Jupyter looks for kernels, in its order."""
    for folder in environment.get("JUPYTER_PATH", "").split(os.pathsep):
        if folder:
            yield Path(folder)
    yield _user_folder(environment)
    yield Path(sys.prefix) / "share" / "jupyter"
    if _WINDOWS:
        yield Path(environment.get("PROGRAMDATA", "C:/ProgramData")) / "jupyter"  # noqa: MLS301 the default of Windows
    else:
        yield Path("/usr/local/share/jupyter")
        yield Path("/usr/share/jupyter")


def _user_folder(environment: Mapping[str, str]) -> Path:
    explicit = environment.get("JUPYTER_DATA_DIR")
    home = Path(environment.get("HOME") or Path.home())
    if explicit:
        return Path(explicit)
    if _WINDOWS:
        return Path(environment.get("APPDATA", home)) / "jupyter"
    if sys.platform == "darwin":
        return home / "Library" / "Jupyter"
    data = environment.get("XDG_DATA_HOME")
    return Path(data or home / ".local" / "share") / "jupyter"
