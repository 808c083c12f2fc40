"""What a notebook's code needs installed: from imports, calls and install lines to requirements."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mlscaffold.analysis.libraries import Engine, Library, engines_of, libraries
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
_TOOL = re.compile(
    r"(?:jupyter(?:lab|text|themes)?(?:-.*)?|notebook|nb-?(?:black|client|convert|format)|ipykernel|ipython|ipywidgets|rise"
    r"|papermill|voila|watermark|version-information|google-colab|pip|setuptools|wheel|black|isort)$"
)
_INSTALL = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<extras>\[[^\]]*\])?"
    r"\s*(?P<specifier>@\s*\S+|[<>=!~]=?=?[^;#]*)?\s*(?:[;#].*)?$"
)


@dataclass(frozen=True, slots=True)
class Use:
    """A place in the notebook that needs something installed.

    Args:
        name: of an import, the module's full name, with what is imported from it where that may be a module
            (`google.cloud.storage`); of a call, the qualified name (`pandas.read_excel`; `.to_excel` where the object's
            type is not known); of an install line, the requirement (`umap-learn==0.5`).
        location: where it stands.
        text: of a call, its source; file names and options in it tell which engine it takes.
    """

    name: str
    location: Location
    text: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution that the project needs.

    Args:
        name: the distribution's name.
        specifier: `==1.2`, ` @ https://…`, or "" where any version will do.
        why: what needs it, as a sentence.
        locations: where in the notebook, in order.
        extras: such as `[tune]`, "" for none.
        note: what a person should look at, "" for nothing.
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
class LeftOut:
    """An import that becomes no requirement.

    Args:
        name: the module's name.
        why: the reason, as a sentence.
        location: where it stands.
    """

    name: str
    why: str
    location: Location


def wanted(
    imports: Iterable[Use],
    calls: Iterable[Use] = (),
    installs: Iterable[Use] = (),
    local: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the names for which the interpreter has to be asked before `requirements`.

    Args:
        imports: what the notebook imports.
        calls: what it calls.
        installs: what its install lines name.
        local: names of modules beside the notebook.

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
    """Return what has to be installed for the code to run.

    Args:
        imports: what the notebook imports.
        calls: what it calls; some calls load a library by its name.
        installs: what its install lines name.
        interpreter: what the notebook's interpreter says of the `wanted` names.
        local: names of modules beside the notebook.

    Returns:
        The requirements by name; installed versions are pinned, others as an install line has them.
    """
    asked = tuple(_install(use) for use in installs if _INSTALL.match(use.name))
    found = [_of_import(use, asked, interpreter) for use in _external(imports, local)]
    found += [_of_engine(engine, use, asked, interpreter) for engine, use in _needed_engines(calls)]
    met = {canonical(requirement.name) for requirement in found}
    for install in asked:
        if not _alternatives(install.name) & met and not _TOOL.match(canonical(install.name)):
            found.append(_pinned(install, interpreter, install.name, asked))
    return _merged(found, asked)


def left_out(imports: Iterable[Use], local: frozenset[str] = frozenset()) -> tuple[LeftOut, ...]:
    """Return the imports that cannot become requirements, with the reason; the standard library is not among them.

    Args:
        imports: what the notebook imports.
        local: names of modules beside the notebook.

    Returns:
        What is left out, in the order of the imports.
    """
    known = (
        (use, _library(use.name)) for use in imports if _top(use.name) not in local | sys.stdlib_module_names
    )
    return tuple(
        LeftOut(use.name, f"{use.name} is no requirement: {library.reason}.", use.location)
        for use, library in known
        if library and library.reason
    )


def canonical(name: str) -> str:
    """Return a distribution's name in the form in which all its spellings are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


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
    """Return the name to ask for: the top of a dotted name, all of it where the top is shared by distributions."""
    return name if _top(name) in _namespaces() else _top(name)


def _library(name: str) -> Library | None:
    """Return the row for the module, or for the nearest package around it."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((libraries()[prefix] for prefix in prefixes if prefix in libraries()), None)


def _distribution(name: str) -> str:
    """Return the distribution that a module which is not installed most likely comes from."""
    parts = name.split(".")
    if parts[:2] == ["google", "cloud"] and len(parts) > 2 and name not in libraries():
        return "-".join(parts[:3]).replace("_", "-")
    known = _library(name)
    return known.distribution if known else parts[0].replace("_", "-")


def _of_import(use: Use, asked: Sequence[Requirement], interpreter: Interpreter) -> Requirement:
    module = _module(use.name)
    requirement = Requirement(_distribution(use.name), "", f"The notebook imports {module}.", (use.location,))
    return _pinned(requirement, interpreter, module, asked)


def _of_engine(
    engine: Engine, use: Use, asked: Sequence[Requirement], interpreter: Interpreter
) -> Requirement:
    call = use.name.lstrip(".")
    requirement = Requirement(engine.distribution, "", f"{call} {engine.reason}.", (use.location,))
    return _pinned(requirement, interpreter, engine.module, asked)


def _pinned(
    requirement: Requirement, interpreter: Interpreter, module: str, asked: Sequence[Requirement]
) -> Requirement:
    """Give a requirement its version: what is installed tells first, then the notebook's own install lines."""
    installed = interpreter.find(module) or interpreter.find(requirement.name)
    if installed:
        version, _, build = installed.version.partition("+")
        if ".dev" in version:
            note = f"{installed.distribution} {installed.version} is a development version: say where it comes from."
            return replace(requirement, name=installed.distribution, specifier="", note=note)
        note = f"Installed is the build {installed.version}." if build else ""
        return replace(requirement, name=installed.distribution, specifier=f"=={version}", note=note)
    names = _alternatives(requirement.name) | {canonical(module)}
    line = next((install for install in asked if canonical(install.name) in names), None)
    note = f"{module} is not installed beside the notebook: check the name and choose a version."
    if line is None:
        return replace(requirement, note=note)
    note = "" if line.specifier else note
    return replace(requirement, name=line.name, specifier=line.specifier, extras=line.extras, note=note)


def _alternatives(name: str) -> frozenset[str]:
    own = frozenset({canonical(name)})
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
    """Return the engines of each call; of those for one purpose the first that fits is taken."""
    found: list[tuple[Engine, Use]] = []
    for use in calls:
        met: set[tuple[str, str]] = set()
        for engine in engines_of(use.name):
            if (engine.call, engine.purpose) not in met and engine.fits(use.text):
                met.add((engine.call, engine.purpose))
                found.append((engine, use))
    return found


def _merged(found: Iterable[Requirement], asked: Sequence[Requirement]) -> tuple[Requirement, ...]:
    """Return each distribution once, by name, with all its places and the extras of the install lines."""
    extras = {canonical(install.name): install.extras for install in asked if install.extras}
    merged: dict[str, Requirement] = {}
    for one in found:
        name = canonical(one.name)
        first = merged.get(name, one)
        places = tuple(sorted({*first.locations, *one.locations}))
        merged[name] = replace(first, locations=places, extras=first.extras or extras.get(name, ""))
    return tuple(merged[name] for name in sorted(merged))
