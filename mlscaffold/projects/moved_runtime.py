"""Projects from before the runtime had a package of its own: its modules were beside the stages, and imports follow them."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from mlscaffold.codegen.learned_functions import FUNCTIONS, learned_source
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.template import templates

MOVED = {
    "artifacts": "artifacts",
    "cli": "cli",
    "runner": "runner",
    "notebooks": "notebooks",
    "learned": "learned",
    "predict_file": "predict",
    "raw_rows": "predict",
    "_log": "runner",
    "_options": "settings",
    "_folders": "artifacts",
    "_backend": "matplotlib_backend",
}
"""Modules beside the stages, and what holds their names now."""
SHARED = frozenset(
    {"Stage", "log_value", "project_folder", "register_in_main", "save_figure", "save_figures"}
)
"""Names that the package `_runtime` itself offers."""
MARK = "_folders.py"
"""A module that each project had before, and none has now."""

_FROM_MODULE = re.compile(
    rf"(?P<head>\bfrom\s+)(?P<where>\.+|[\w.]+\.)(?P<name>{'|'.join(MOVED)})(?P<rest>\s+import\s+)(?P<names>\([^)]*\)|[^\n\\#\"]*)"
)
_FROM_PACKAGE = re.compile(
    r"(?P<head>\bfrom\s+)(?P<where>\.+|\w+)(?P<rest>\s+import\s+)(?P<names>\([^)]*\)|[^\n\\#\"()]*)"
)
_MODEL = re.compile(r"\bbuild\((?P<model>.+), config, results\)")
"""How the module `predict` takes the model from the outputs of a run."""


def earlier_package(paths: Iterable[str]) -> str:
    """Return the import package of a project whose runtime is beside its stages, "" if it has a package of its own.

    Args:
        paths: the files that were rendered last.
    """
    places = (path.split("/") for path in paths)
    return next((parts[1] for parts in places if len(parts) == 3 and parts[::2] == ["src", MARK]), "")


def moved_imports(package: str) -> Callable[[str, str], str]:
    """Return a function that takes path and text of a file and returns the text with imports of the moved modules.

    Args:
        package: the import package.
    """

    def change(path: str, text: str) -> str:
        if not path.endswith((".py", ".ipynb")) or _was_runtime(path, package):
            return text
        depth = (
            path.removeprefix(f"src/{package}/").count("/") + 1 if path.startswith(f"src/{package}/") else 0
        )
        homes = {package, *(["." * depth] if depth else [])}
        end = "; " if path.endswith(".ipynb") else "\n"
        text = _FROM_MODULE.sub(lambda match: _of_module(match, homes), text)
        text = _FROM_PACKAGE.sub(lambda match: _of_package(match, homes, _indent(text, match, end)), text)
        dotted = rf"(?<![\w.])(?<!getLogger\([\"']){re.escape(package)}\.({'|'.join(MOVED)})\b"
        return re.sub(dotted, lambda match: f"{package}._runtime.{MOVED[match[1]]}", text)

    return change


def runtime_places(package: str) -> tuple[PlannedFile, ...]:
    """Return empty modules in the places of now, so that ruff takes imports of them for the project's own."""
    names = ("__init__", *sorted({*MOVED.values()}))
    return tuple(PlannedFile(f"src/{package}/_runtime/{name}.py", b"") for name in names)


def _was_runtime(path: str, package: str) -> bool:
    return any(path == f"src/{package}/{name}.py" for name in MOVED)


def _indent(text: str, match: re.Match[str], end: str) -> str:
    """Return what separates two statements there: a line break with the indentation, or a semicolon in a notebook."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return end if end != "\n" else f"\n{line}" if not line.strip() else "; "


def _of_module(match: re.Match[str], homes: set[str]) -> str:
    """Return `from .artifacts import save_figures` as `from ._runtime import save_figures`."""
    where = match["where"]
    if (where if where.startswith(".") else where.removesuffix(".")) not in homes:
        return match[0]
    names = {part.split(" as ")[0].strip() for part in match["names"].strip("() \n").split(",")} - {""}
    module = "_runtime" if names <= SHARED else f"_runtime.{MOVED[match['name']]}"
    return f"{match['head']}{where}{module}{match['rest']}{match['names']}"


def _of_package(match: re.Match[str], homes: set[str], between: str) -> str:
    """Return `from . import artifacts, data` as two imports."""
    parts = [part.strip() for part in match["names"].strip("() \n").split(",") if part.strip()]
    moved = [_renamed(part) for part in parts if part.split(" as ")[0].strip() in MOVED]
    if match["where"] not in homes or not moved:
        return match[0]
    stay = [part for part in parts if part.split(" as ")[0].strip() not in MOVED]
    dot = "" if match["where"].startswith(".") else "."
    found = [f"{match['head']}{match['where']}{match['rest']}{', '.join(stay)}"] if stay else []
    found.append(
        f"{match['head']}{match['where']}{dot}_runtime{match['rest']}{', '.join(dict.fromkeys(moved))}"
    )
    return between.join(found) + match["names"][len(match["names"].rstrip()) :]


def _renamed(part: str) -> str:
    """Return an imported module under the name that the code uses."""
    name, _, alias = (word.strip() for word in part.partition(" as "))
    used = alias or name
    return MOVED[name] if MOVED[name] == used else f"{MOVED[name]} as {used}"


def moved_files(files: Iterable[PlannedFile], package: str) -> Iterator[PlannedFile]:
    """Yield the files that came from the notebook, with their imports and places of now.

    Args:
        files: files as they were rendered, without those that the templates render again.
        package: the import package.
    """
    change = moved_imports(package)
    for file in files:
        if _was_runtime(file.path, package) and file.path != f"src/{package}/learned.py":
            continue
        if file.path == f"src/{package}/learned.py":
            whole = (templates() / "learned" / "learned.py").read_text(encoding="utf-8")
            wanted = [node.name for node in ast.parse(file.content).body if isinstance(node, FUNCTIONS)]
            yield PlannedFile(f"src/{package}/_runtime/learned.py", learned_source(whole, wanted).encode())
        elif file.path.endswith((".py", ".ipynb")):
            yield replace(file, content=change(file.path, file.content.decode()).encode())
        else:
            yield file


def predict_paths(package: str) -> tuple[str, str]:
    """Return where the module that asks the model is, and was."""
    return f"src/{package}/_runtime/predict.py", f"src/{package}/predict.py"


def with_model_of(before: Mapping[str, bytes], rendered: PlannedFile, package: str) -> PlannedFile:
    """Return the module that asks the model, with the model where a run had it before.

    Args:
        before: the files as they were rendered.
        rendered: a file as the templates render it now.
        package: the import package.
    """
    if rendered.path != predict_paths(package)[0]:
        return rendered
    texts = (before[path].decode() for path in predict_paths(package) if path in before)
    known = next(filter(None, map(_MODEL.search, texts)), None)
    if known is None:
        return rendered
    text = _MODEL.sub(lambda _: known[0], rendered.content.decode())
    return replace(rendered, content=text.encode())
