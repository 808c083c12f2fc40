"""The files beside the notebook that its project copies, and their places in the project."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from mlscaffold.analysis.calls import ABSOLUTE, path_arguments
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.types import call_api
from mlscaffold.codegen.config_fields import Field
from mlscaffold.hardening.file_places import OUTPUTS, Places
from mlscaffold.hardening.named_files import files_by_pattern
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import DataFiles, MissingFile

LARGEST_FILE = 50_000_000
"""Bytes of one copied file: GitHub warns beyond 50 MB and rejects 100 MB."""
LARGEST_PICTURE = 5_000_000
"""Bytes of one copied picture: more than any plot or screenshot needs; chosen by judgement, so that clones stay small."""
MOST_FILES = 300
"""Files of one copied folder: chosen by judgement, a data folder of that many is a data set and not for git."""
LONGEST_PATH = 250
"""Characters of a text that may be a path: file systems allow 255 bytes for a name, so a longer text is prose."""
FOLDER = "workspace"
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"})
EMBEDDED = re.compile(
    r"!\[[^\]]*\]\(\s*(?:<([^>\n]+)>|([^)\s]+))|<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE
)


def files_of(
    fields: Sequence[Field], statements: Sequence[Traced], lifted: frozenset[str], beside: Path
) -> DataFiles:
    """Find the files that a notebook reads and writes.

    Args:
        fields: the fields of the configuration.
        statements: all statements of the notebook.
        lifted: the paths that have become fields.
        beside: the notebook's folder.
    """
    copied: dict[str, PlannedFile] = {}
    missing: list[MissingFile] = []
    places = Places(fields)
    resolved = tuple(_resolved(field, places, beside, copied, missing) for field in fields)
    others = {
        _without_pattern(path)
        for path in mentioned(statements)
        if path not in lifted and _exists(_without_pattern(path), beside)
    }
    others |= files_by_pattern(statements, beside)
    needs_folder = bool(others) or any(_has_unknown_paths(traced, lifted) for traced in statements)
    folder = ""
    if needs_folder:
        above = max([path.split("/").count("..") for path in others] + [0])
        base_folder = beside.resolve()
        folder = "/".join([FOLDER, *base_folder.parts[len(base_folder.parts) - above :]]) if above else FOLDER
        for path in sorted(others):
            _copy_folder(path, beside, folder, copied, missing)
        if not any(place.startswith(f"{folder}/") for place in copied):  # git keeps no empty folder
            copied[f"{folder}/.gitkeep"] = PlannedFile(f"{folder}/.gitkeep", b"")
    return DataFiles(resolved, tuple(copied.values()), tuple(missing), folder)


def _resolved(
    field: Field, places: Places, beside: Path, copied: dict[str, PlannedFile], missing: list[MissingFile]
) -> Field:
    """Return a path field with its default, after copying its file."""
    if not field.path:
        return field
    place = places.of(field, beside, copied)
    if not place.startswith(f"{OUTPUTS}/"):
        name = PurePosixPath(field.path.replace("\\", "/")).name or "data"
        source = beside / (name if ABSOLUTE.match(field.path) else field.path)
        if source.is_dir():
            for file in _walk(source):
                _copy(file, f"{place}/{file.relative_to(source).as_posix()}", copied, missing, field.path)
        elif source.is_file() or not field.writes:
            _copy(source, place, copied, missing, field.path)
    parts = " / ".join(json.dumps(part, ensure_ascii=False) for part in place.split("/"))
    return replace(field, default=f"PROJECT / {parts}")


def _copy(
    source: Path, place: str, copied: dict[str, PlannedFile], missing: list[MissingFile], path: str
) -> None:
    if not source.is_file():
        missing.append(MissingFile(path, place, "it is not in the notebook's folder"))
    elif source.stat().st_size > LARGEST_FILE:
        missing.append(MissingFile(path, place, f"it has {source.stat().st_size / 1e6:.0f} MB"))
    else:
        copied[place] = PlannedFile(place, source.read_bytes())


def _copy_folder(
    path: str, beside: Path, folder: str, copied: dict[str, PlannedFile], missing: list[MissingFile]
) -> None:
    """Copy a file or a folder to the same relative path."""
    source = beside / path
    if not set(path.replace("/", "").replace(".", "")):
        return
    for file in [source] if source.is_file() else list(_walk(source)):
        relative = os.path.relpath(file.resolve(), beside.resolve())
        place = os.path.normpath(f"{folder}/{relative}").replace("\\", "/")
        if not place.startswith(".."):
            _copy(file, place, copied, missing, path)


def _walk(folder: Path) -> Iterator[Path]:
    files = sorted(
        p for p in folder.rglob("*") if p.is_file() and not any(x.startswith(".") for x in p.parts[-3:])
    )
    yield from files[:MOST_FILES]


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
    return not all(c.startswith(("sklearn.datasets", "seaborn.")) for c in traced.effects.calls)


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
