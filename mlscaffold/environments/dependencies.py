"""Derives a notebook's requirements from its imports, calls and install lines."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from packaging.utils import canonicalize_name

from mlscaffold.analysis.api import Engine, Library, engines_of, libraries
from mlscaffold.environments.interpreter import Interpreter
from mlscaffold.notebook.cells import Location

ALTERNATIVES = (
    frozenset(
        {"opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"}
    ),
    frozenset({"tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tf-nightly"}),
    frozenset({"faiss-cpu", "faiss-gpu"}),
    frozenset({"onnxruntime", "onnxruntime-gpu"}),
    frozenset({"pinecone", "pinecone-client"}),
    frozenset({"psycopg2", "psycopg2-binary"}),
    frozenset({"pycryptodome", "pycrypto"}),
    frozenset({"levenshtein", "python-levenshtein"}),
)
"""Distributions that provide the same module, so that any of them satisfies an import."""

_TOOL = re.compile(
    r"(?:jupyter(?:lab|text|themes)?(?:-.*)?|notebook|nb-?(?:black|client|convert|format)|ipykernel|ipython|ipywidgets|rise"
    r"|papermill|voila|watermark|version-information|google-colab|pip|setuptools|wheel|black|isort)$"
)
# Not PEP 508, as `packaging` reads it: users also write conda's `name=1.2`, comments and stray spaces.
_INSTALL = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<extras>\[[^\]]*\])?"
    r"\s*(?P<specifier>@\s*\S+|[<>=!~]=?=?[^;#]*)?\s*(?:[;#].*)?$"
)


@dataclass(frozen=True, slots=True)
class Use:
    """A use in the notebook of something that has to be installed.

    Args:
        name: of an import, the module's full name, with the imported name if that may be a module
            (`google.cloud.storage`); of a call, the qualified name (`pandas.read_excel`; `.to_excel` if the object's
            type is unknown); of an install line, the requirement (`umap-learn==0.5`).
        location: its location.
        text: of a call, its source; file names and options in it determine the engine.
    """

    name: str
    location: Location
    text: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that the project requires.

    Args:
        name: the distribution's name.
        specifier: `==1.2`, ` @ https://…`, or "" for any version.
        why: the reason, as a sentence.
        locations: its locations in the notebook, in order.
        extras: such as `[tune]`, "" for none.
        note: a note for the user, "" for none.
    """

    name: str
    specifier: str
    why: str
    locations: tuple[Location, ...] = ()
    extras: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.extras}{self.specifier}"


@dataclass(frozen=True, slots=True)
class SkippedImport:
    """An import that does not become a requirement.

    Args:
        name: the module's name.
        why: the reason, as a sentence.
        location: its location.
    """

    name: str
    why: str
    location: Location


def names_to_query(
    imports: Iterable[Use],
    calls: Iterable[Use] = (),
    installs: Iterable[Use] = (),
    local: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the names to query the interpreter for, before `requirements`.

    Args:
        imports: the notebook's imports.
        calls: its calls.
        installs: the requirements in its install lines.
        local: names of modules in the notebook's folder.

    Returns:
        Names of modules and of distributions, each once.
    """
    names: list[str] = []
    for use in _external(imports, local):
        known = _library(use.name)
        names += [_module(use.name), *([known.distribution] if known else [])]
    for engine, _ in _needed_engines(calls):
        names += [engine.module, engine.distribution]
    names += [_install(use).name for use in installs if _INSTALL.match(use.name)]
    return tuple(dict.fromkeys(names))


def requirements(
    imports: Iterable[Use],
    calls: Iterable[Use],
    installs: Iterable[Use],
    interpreter: Interpreter,
    local: frozenset[str] = frozenset(),
) -> tuple[Requirement, ...]:
    """Return the requirements of the code.

    Args:
        imports: the notebook's imports.
        calls: its calls; some load a library by name.
        installs: the requirements in its install lines.
        interpreter: the notebook's interpreter, queried for `names_to_query`.
        local: names of modules in the notebook's folder.

    Returns:
        The requirements by name, pinned to the installed version or as in an install line.
    """
    listed = tuple(_install(use) for use in installs if _INSTALL.match(use.name))
    found = [_of_import(use, listed, interpreter) for use in _external(imports, local)]
    found += [_of_engine(engine, use, listed, interpreter) for engine, use in _needed_engines(calls)]
    satisfied = {canonicalize_name(requirement.name) for requirement in found}
    for install in listed:
        if not _alternatives(install.name) & satisfied and not _TOOL.match(canonicalize_name(install.name)):
            found.append(_pinned(install, interpreter, install.name, listed))
    return _merged(found, listed)


def skipped_imports(imports: Iterable[Use], local: frozenset[str] = frozenset()) -> tuple[SkippedImport, ...]:
    """Return the imports that cannot become requirements, with the reason, without the standard library.

    Args:
        imports: the notebook's imports.
        local: names of modules in the notebook's folder.

    Returns:
        The skipped imports, in order.
    """
    here = local | sys.stdlib_module_names
    known = ((use, _library(use.name)) for use in imports if _top(use.name) not in here)
    return tuple(
        SkippedImport(use.name, f"{use.name} is not a requirement: {library.reason}.", use.location)
        for use, library in known
        if library and library.reason
    )


def _external(imports: Iterable[Use], local: frozenset[str]) -> list[Use]:
    here = local | sys.stdlib_module_names
    uses = (use for use in imports if use.name and _top(use.name) not in here)
    return [use for use in uses if not ((known := _library(use.name)) and known.reason)]


def _top(name: str) -> str:
    return name.split(".", 1)[0]


@cache
def _namespaces() -> frozenset[str]:
    return frozenset(_top(name) for name in libraries() if "." in name) | {"google", "azure"}


def _module(name: str) -> str:
    """Return the name to query: the top of a dotted name, all of it if several distributions share the top."""
    return name if _top(name) in _namespaces() else _top(name)


def _library(name: str) -> Library | None:
    """Return the table's row for the module, or for the nearest package around it."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((libraries()[prefix] for prefix in prefixes if prefix in libraries()), None)


def _distribution(name: str) -> str:
    """Return the most likely distribution of a module that is not installed."""
    parts = name.split(".")
    if parts[:2] == ["google", "cloud"] and len(parts) > 2 and name not in libraries():
        return "-".join(parts[:3]).replace("_", "-")
    known = _library(name)
    return known.distribution if known else parts[0].replace("_", "-")


def _of_import(use: Use, listed: Sequence[Requirement], interpreter: Interpreter) -> Requirement:
    module = _module(use.name)
    requirement = Requirement(_distribution(use.name), "", f"The notebook imports {module}.", (use.location,))
    return _pinned(requirement, interpreter, module, listed)


def _of_engine(
    engine: Engine, use: Use, listed: Sequence[Requirement], interpreter: Interpreter
) -> Requirement:
    call = use.name.lstrip(".")
    requirement = Requirement(engine.distribution, "", f"{call} {engine.reason}.", (use.location,))
    return _pinned(requirement, interpreter, engine.module, listed)


def _pinned(
    requirement: Requirement, interpreter: Interpreter, module: str, listed: Sequence[Requirement]
) -> Requirement:
    """Return a requirement with the installed version, otherwise with that of the notebook's own install lines."""
    installed = interpreter.find(module) or interpreter.find(requirement.name)
    if installed:
        version, _, build = installed.version.partition("+")
        if ".dev" in version:
            note = f"{installed.distribution} {installed.version} is a development version: add its source."
            return replace(requirement, name=installed.distribution, specifier="", note=note)
        note = f"The build {installed.version} is installed." if build else ""
        return replace(requirement, name=installed.distribution, specifier=f"=={version}", note=note)
    names = _alternatives(requirement.name) | {canonicalize_name(module)}
    line = next((install for install in listed if canonicalize_name(install.name) in names), None)
    note = f"{module} is not installed in the notebook's environment: check the name and choose a version."
    if line is None:
        return replace(requirement, note=note)
    note = "" if line.specifier else note
    return replace(requirement, name=line.name, specifier=line.specifier, extras=line.extras, note=note)


def _alternatives(name: str) -> frozenset[str]:
    own = frozenset[str]({canonicalize_name(name)})
    return next((group for group in ALTERNATIVES if group & own), own)


def _install(use: Use) -> Requirement:
    match = _INSTALL.match(use.name)
    assert match is not None, use.name
    specifier = re.sub(r"\s+", "", match["specifier"] or "")
    return Requirement(
        match["name"],
        f" @ {specifier[1:]}" if specifier.startswith("@") else specifier,
        "The notebook installs it.",
        (use.location,),
        re.sub(r"\s+", "", match["extras"] or ""),
    )


def _needed_engines(calls: Iterable[Use]) -> list[tuple[Engine, Use]]:
    """Return the engines of each call: for each purpose, the first that fits."""
    found: list[tuple[Engine, Use]] = []
    for use in calls:
        served: set[tuple[str, str]] = set()
        for engine in engines_of(use.name):
            if (engine.call, engine.purpose) not in served and engine.fits(use.text):
                served.add((engine.call, engine.purpose))
                found.append((engine, use))
    return found


def _merged(found: Iterable[Requirement], listed: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return each distribution once, by name, with all its locations and the extras of the install lines."""
    extras = {canonicalize_name(install.name): install.extras for install in listed if install.extras}
    merged: dict[str, Requirement] = {}
    for one in found:
        name = canonicalize_name(one.name)
        first = merged.get(name, one)
        places = tuple(sorted({*first.locations, *one.locations}))
        merged[name] = replace(first, locations=places, extras=first.extras or extras.get(name, ""))
    return tuple(merged[name] for name in sorted(merged))
