"""The files beside the notebook that its project copies, and their places in the project."""

from __future__ import annotations

import ast
import json
import os
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from mlscaffold.analysis.calls import path_arguments
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.types import call_api
from mlscaffold.codegen.config_fields import Field
from mlscaffold.codegen.path_climbs import goes_up
from mlscaffold.codegen.shared_paths import normal
from mlscaffold.hardening.copied_files import OUTSIDE, CopiedFiles, is_environment_file
from mlscaffold.hardening.file_places import OUTPUTS, Places
from mlscaffold.hardening.named_files import files_by_pattern, named_paths
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import DataFiles

LARGEST_PICTURE = 5_000_000
"""Bytes of one copied picture: more than any plot or screenshot needs; chosen by judgement, so that clones stay small."""
LONGEST_PATH = 250
"""Characters of a text that may be a path: file systems allow 255 bytes for a name, so a longer text is prose."""
FOLDER = "workspace"
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"})
EMBEDDED = re.compile(
    r"!\[[^\]]*\]\(\s*(?:<([^>\n]+)>|([^)\s]+))|<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE
)


def files_of(
    fields: Sequence[Field],
    statements: Sequence[Traced],
    lifted: frozenset[str],
    folder: ProjectFolder,
    opened: frozenset[str] | None = None,
    secrets: tuple[str, ...] = (),
) -> DataFiles:
    """Find the files that a notebook reads and writes.

    Args:
        fields: the fields of the configuration.
        statements: all statements of the notebook.
        lifted: the paths that have become fields.
        folder: the project folder.
        opened: the files that a run of the notebook read, relative to its folder; None if it was not run.
        secrets: secrets of the code and of the environment: a file that contains one is not copied.
    """
    copied = CopiedFiles(folder, secrets=secrets)
    places = Places(fields, folder)
    resolved = tuple(_resolved(field, places, copied, opened) for field in fields)
    others = _others(statements, lifted, folder, opened)
    work = ""
    if others or any(_has_unknown_paths(traced, lifted) for traced in statements):
        above = max([path.split("/").count("..") for path in others] + [folder.depth * goes_up(statements)])
        parts = folder.beside.parts
        work = "/".join([FOLDER, *parts[max(1, len(parts) - above) :]])
        for path in sorted(others):
            _add_other(path, work, copied, whole=opened is None)
    files = copied.planned()
    if work and not any(file.path.startswith(f"{work}/") for file in files):  # git keeps no empty folder
        files = (*files, PlannedFile(f"{work}/.gitkeep", b""))
    return DataFiles(resolved, files, tuple(copied.missing), work)


def _resolved(field: Field, places: Places, copied: CopiedFiles, opened: frozenset[str] | None) -> Field:
    """Return a path field with its default, after copying its file."""
    if not field.path:
        return field
    place = places.of(field, copied)
    if not place.startswith(f"{OUTPUTS}/"):
        source = places.source(field)
        if source.is_dir():
            _add_folder(source, place, field.path, copied, opened)
        elif source.is_file() or not field.writes:
            copied.add(source, place, field.path)
    parts = " / ".join(json.dumps(part, ensure_ascii=False) for part in place.split("/"))
    return replace(field, default=f"PROJECT / {parts}")


def _add_folder(
    source: Path, place: str, path: str, copied: CopiedFiles, opened: frozenset[str] | None
) -> None:
    """Copy the files of a folder that the run has opened, all of them if it was not run."""
    if opened is None:
        copied.add_folder(source, place, path)
        return
    for name in sorted(opened):
        file = Path(os.path.normpath(copied.folder.beside / name))
        if file.is_relative_to(source) and file.is_file():
            copied.add(file, f"{place}/{file.relative_to(source).as_posix()}", name)
        elif file.is_relative_to(source) and file != source and name.endswith("/"):
            copied.folders.add(f"{place}/{file.relative_to(source).as_posix()}")


def _others(
    statements: Sequence[Traced], lifted: frozenset[str], folder: ProjectFolder, opened: frozenset[str] | None
) -> set[str]:
    """Return the files and folders that the stages read where they are, relative to the notebook's folder.

    These are the ones that a run has opened, and those that the code only looks at. Without a run, they are those that
    the code names, wholly or by a pattern.
    """
    named = named_paths(statements)
    if opened is None:
        found = (_without_pattern(path) for path in named)
        wanted = {normal(path) for path in found if _exists(path, folder.beside)}
        wanted |= files_by_pattern(statements, folder.beside)
    else:
        wanted = {normal(path) for path in named if _exists(path, folder.beside)}
        wanted = {path for path in wanted if (folder.beside / path).is_file()} | opened
    settings = {normal(path) for path in lifted}
    wanted = {path for path in wanted if not is_environment_file(path)}
    return {path for path in wanted if not any(_is_in(normal(path), one) for one in settings)}


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _add_other(path: str, work: str, copied: CopiedFiles, whole: bool) -> None:
    """Copy a file, or a folder if it is to be copied as a whole, to the same relative path."""
    source = copied.folder.beside / path
    place = posixpath.normpath(f"{work}/{normal(path)}")
    if not set(path) - set("./") or not place.startswith(f"{FOLDER}/"):
        return
    if source.is_dir() and not whole:
        if path.endswith("/") and copied.folder.has(source):
            copied.folders.add(place)
        return
    if source.is_dir() and not copied.folder.has(source):
        copied.add(source, place, path, OUTSIDE)
    elif source.is_dir():
        copied.add_folder(source, place, path)
    else:
        copied.add(source, place, path)


def _without_pattern(path: str) -> str:
    """Return the folder of a pattern such as `data/*.csv`."""
    found = re.search(r"[*?\[]", path) if re.search(r"/|\*\.\w", path) else None
    return path[: found.start()].rpartition("/")[0] or "." if found else path


def _exists(path: str, beside: Path) -> bool:
    if (
        len(path) > LONGEST_PATH
        or "\n" in path
        or "\0" in path
        or path.startswith(("/", "~"))
        or not path.strip()
    ):
        return False
    return (beside / path).exists() and not path.endswith(".ipynb")


def _has_unknown_paths(traced: Traced, lifted: frozenset[str]) -> bool:
    """Return whether a statement reads or writes files with unknown paths."""
    if not traced.effects.side_effects & {"reads-file", "writes-file", "shell"}:
        return False
    texts = {
        n.value
        for n in ast.walk(traced.statement.node)
        if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    if texts & lifted:
        return any(_has_unknown_path(node, traced, lifted) for node in ast.walk(traced.statement.node))
    return not all(c.startswith(("sklearn.datasets", "seaborn.", "dotenv.")) for c in traced.effects.calls)


def _has_unknown_path(node: ast.AST, traced: Traced, lifted: frozenset[str]) -> bool:
    """Return whether a node is a call with a path that is not a setting."""
    known = call_api(node, traced.env) if isinstance(node, ast.Call) else None
    if known is None or not isinstance(node, ast.Call):
        return False
    paths = [argument for _, argument in path_arguments(node, known.path, ast.expr)]
    return any(not (isinstance(path, ast.Constant) and path.value in lifted) for path in paths)


def pictures(texts: Iterable[str], beside: Path) -> tuple[PlannedFile, ...]:
    """Return the pictures below the notebook's folder that Markdown or HTML embeds.

    Args:
        texts: the texts.
        beside: the notebook's folder.
    """
    found = {
        unquote(next(filter(None, match.groups()))) for text in texts for match in EMBEDDED.finditer(text)
    }
    return tuple(
        PlannedFile(f"notebooks/{path}", (beside / path).read_bytes())
        for path in sorted({str(PurePosixPath(path)) for path in found})
        if _is_picture(path)
        and (beside / path).is_file()
        and (beside / path).stat().st_size <= LARGEST_PICTURE
    )


def _is_picture(path: str) -> bool:
    """Return whether a text is the path of a picture in the folder or below, not a URL or a way out."""
    pure = PurePosixPath(path)
    plain = not (":" in path or "\\" in path or "\0" in path or len(path) > LONGEST_PATH)
    return plain and not pure.is_absolute() and ".." not in pure.parts and pure.suffix.lower() in PICTURES


def mentioned(statements: Sequence[Traced]) -> set[str]:
    """Return the texts that a notebook builds from literals alone: literals, sums, joins, f-strings, `/`."""
    known: dict[str, str] = {}
    found: set[str] = set()
    for traced in statements:
        node = traced.statement.node
        for part in ast.walk(node):
            if isinstance(part, ast.expr):
                value = _text(part, known)
                if value is not None:
                    found.add(value)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = _text(node.value, known)
            if value is not None:
                known[node.targets[0].id] = value
            else:
                known.pop(node.targets[0].id, None)
    return found


def _text(node: ast.expr, known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Div)):
        left, right = _text(node.left, known), _text(node.right, known)
        if left is None or right is None:
            return None
        return left + right if isinstance(node.op, ast.Add) else f"{left}/{right}"
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        parts = [_text(a, known) for a in node.args]
        if name.endswith(("path.join", "Path")) and parts and all(p is not None for p in parts):
            return "/".join(str(p).rstrip("/") for p in parts)
    if isinstance(node, ast.JoinedStr):
        pieces = [_text(v.value if isinstance(v, ast.FormattedValue) else v, known) for v in node.values]
        return "".join(map(str, pieces)) if all(p is not None for p in pieces) else None
    return None
