"""Calls of Google Colab: dropped where nothing depends on them, else replaced by what does the same anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.imports import bindings, qualified_name
from mlscaffold.edits import Edit
from mlscaffold.hardening.hosts.adapted import Adapted, Beside, PlainCell, plain_cells, with_edits
from mlscaffold.notebook.cells import Change, Notebook

COLAB = "google.colab"
_DROPPED = {
    "drive.mount": "Google Drive is mounted in Colab only; the project reads its files from its own folder.",
    "drive.flush_and_unmount": "Google Drive is mounted in Colab only.",
    "auth.": "It signs in to Google in Colab only; elsewhere the environment has the credentials.",
    "data_table.": "It only changes how Colab shows tables.",
    "output.": "It only changes what Colab shows.",
    "files.view": "It only shows a file in Colab.",
    "files.download": "It downloads the file from Colab; the project leaves it in its outputs.",
    "patches.cv2_imshow": "It only shows a picture in Colab.",
}
_WHY_VARIABLE = "Colab keeps this secret; elsewhere it is an environment variable."
_WHY_UPLOAD = "It asks for files in Colab; the project reads them from its own folder."
_WHY_IMPORT = "Google Colab's module exists in Colab only."


def without_colab(notebook: Notebook, _beside: Beside) -> Adapted:
    """Drop or replace the calls of modules of Colab that are imported at the top of a cell."""
    if not any(COLAB in cell.source for cell in notebook.code):
        return Adapted(notebook)
    cells = tuple(plain_cells(notebook, ("",)))
    imports = {name: full for cell in cells for node in cell.tree.body for name, full in _bound(node).items()}
    if not imports:
        return Adapted(notebook)
    edits: dict[int, list[Edit]] = {}
    changes: list[Change] = []
    handled: set[int] = set()
    for cell in cells:
        found = tuple(_calls(cell, imports, cells))
        edits[cell.cell.number] = [edit for _, edit, _ in found]
        changes += [change for _, _, change in found]
        handled |= {id(part) for node, _, _ in found for part in ast.walk(node)}
    used = {
        node.id
        for cell in cells
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Name) and id(node) not in handled
    }
    uploads = any(change.why == _WHY_UPLOAD and change.kind == "rewritten" for change in changes)
    for cell in cells:
        for node, change in _imports(cell, used):
            instead = _instead(node, uploads)
            edit = cell.text.replacing(node, instead) if instead else cell.without(node)
            edits[cell.cell.number].append(edit)
            changes.append(change)
    return Adapted(with_edits(notebook, edits), tuple(sorted(changes, key=lambda change: change.location)))


def _bound(node: ast.stmt) -> dict[str, str]:
    found = bindings(node)
    if isinstance(node, ast.Import) and any(alias.name.startswith(COLAB) for alias in node.names):
        return found
    return {name: full for name, full in found.items() if full.startswith(COLAB)}


def _imports(cell: PlainCell, used: set[str]) -> Iterator[tuple[ast.stmt, Change]]:
    """Yield the imports of Colab that nothing needs any more."""
    for node in cell.tree.body:
        bound = _bound(node)
        if (
            bound
            and bound.keys() == bindings(node).keys()
            and not bound.keys() & used
            and cell.is_plain(node)
        ):
            yield node, cell.change(node, "dropped", _WHY_IMPORT)


def _instead(node: ast.stmt, uploads: bool) -> str:
    """Return what replaces an import, "" for nothing: secrets and uploads need modules of Python."""
    names = set(_bound(node).values())
    lines = (node.end_lineno or node.lineno) - node.lineno
    needs_path = uploads and f"{COLAB}.files" in names
    modules = ["import os"] * (f"{COLAB}.userdata" in names) + ["from pathlib import Path"] * needs_path
    return "; ".join(modules) + "\n" * lines if modules else ""


def _calls(
    cell: PlainCell, imports: dict[str, str], cells: Sequence[PlainCell]
) -> Iterator[tuple[ast.AST, Edit, Change]]:
    """Yield each call of Colab with its edit and the change to report."""
    for node in ast.walk(cell.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and cell.is_plain(node):
            why = _why_dropped(_name(node.value, imports))
            if why:
                yield node, cell.without(node), cell.change(node, "dropped", why)
        elif isinstance(node, ast.Call) and _name(node, imports) == "userdata.get" and cell.is_plain(node):
            now = f"os.environ[{', '.join(map(ast.unparse, node.args))}]".replace("'", '"')
            yield node, cell.text.replacing(node, now), cell.change(node, "rewritten", _WHY_VARIABLE, now)
        elif isinstance(node, ast.Assign) and _is_upload(node.value, imports) and cell.is_plain(node):
            now = _uploaded(node.targets[0], cells)
            edit = cell.text.replacing(node.value, now)
            yield node.value, edit, cell.change(node, "rewritten", _WHY_UPLOAD, now)


def _why_dropped(name: str) -> str:
    if name == "files.upload":
        return _WHY_UPLOAD
    return next(
        (
            why
            for start, why in _DROPPED.items()
            if name == start or (start[-1] == "." and name.startswith(start))
        ),
        "",
    )


def _name(node: ast.Call, imports: dict[str, str]) -> str:
    """Return the name of a called function inside `google.colab`, "" for any other."""
    name = qualified_name(node.func, imports)
    return name.removeprefix(f"{COLAB}.") if name.startswith(f"{COLAB}.") else ""


def _is_upload(node: ast.expr, imports: dict[str, str]) -> bool:
    return isinstance(node, ast.Call) and _name(node, imports) == "files.upload"


def _uploaded(target: ast.expr, cells: Sequence[PlainCell]) -> str:
    """Return a dictionary of the files that the notebook takes from an upload by their names."""
    wanted = ast.unparse(target)
    names = {
        node.slice.value: None
        for cell in cells
        for node in ast.walk(cell.tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == wanted
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    }
    return "{" + ", ".join(f'"{name}": Path("{name}").read_bytes()' for name in names) + "}"
