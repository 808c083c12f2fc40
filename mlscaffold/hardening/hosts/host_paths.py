"""Paths that exist on Colab, Kaggle or Databricks only become those of the same files beside the notebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.edits import Edit
from mlscaffold.hardening.hosts.adapted import (
    Adapted,
    Beside,
    plain_cells,
    with_edits,
    with_sources,
)
from mlscaffold.notebook.cells import Change, Location, Notebook

_ROOT = re.compile(
    r"/content/(?:g?drive/)?(?:My ?Drive|Shareddrives/[^/]+)(?:/|$)|/content(?:/|$)|/kaggle/(?:input|working|temp)(?:/|$)"
    r"|/dbfs/|dbfs:/|/FileStore/|/Volumes/|/Workspace/|(?:\.\./)+input(?:/|$)"
)
_WORKING = ("/kaggle/working", "/kaggle/temp")  # noqa: MLS301 they are looked for, not opened
"""Folders in which a notebook starts there."""
_WORDS = ("/content", "/kaggle", "dbfs", "/FileStore", "/Volumes", "/Workspace", "../input")
_FOLDERS = ("", "data/", "input/")
"""Where the files of a notebook from such a host usually are beside it."""
_CD = re.compile(
    r"(?m)^[ \t]*%?cd[ \t]+['\"]?(/content[^\n'\"]*|/kaggle/[^\n'\"]*|/dbfs/[^\n'\"]*)['\"]?[ \t]*$"
)
_WRITERS = re.compile(r"(?:^|\.)(?:to_\w+|save\w*|dump|write\w*|imsave|savefig|makedirs|mkdir)$")
_NAME = re.compile(r"[\w .()-]+\.[A-Za-z]\w{0,8}$")
_WHY = "This path exists on the notebook's host only; the file is beside the notebook."
_WHY_WRITTEN = "This folder exists on the notebook's host only; the project writes to its own."
_WHY_LISTED = "It only lists the files of Kaggle."
_WHY_CD = "This folder exists on the notebook's host only; the project has its own working folder."


def with_local_paths(notebook: Notebook, beside: Beside) -> Adapted:
    """Replace paths of a host by those of the files beside the notebook; a file that is not there keeps its path."""
    moved = _without_cd(notebook, beside)
    edits: dict[int, list[Edit]] = {}
    changes = list(moved.changes)
    cells = tuple(plain_cells(moved.notebook, _WORDS))
    if not cells:
        return moved
    names = _names(moved.notebook)
    for cell in cells:
        listings = [node for node in cell.tree.body if _only_lists(node) and cell.is_plain(node)]
        inside = {id(part) for node in listings for part in ast.walk(node)}
        edits.setdefault(cell.cell.number, []).extend(map(cell.without, listings))
        changes += [cell.change(node, "dropped", _WHY_LISTED) for node in listings]
        for node, call in _texts(cell.tree):
            if not cell.is_plain(node) or id(node) in inside:
                continue
            old = cell.text.of_node(node)
            new = _replaced(old, node, call, names, beside)
            if new != old:
                why = _WHY_WRITTEN if _WRITERS.search(call) else _WHY
                edits.setdefault(cell.cell.number, []).append(cell.text.replacing(node, new))
                changes.append(cell.change(node, "rewritten", why, new))
    return Adapted(with_edits(moved.notebook, edits), tuple(changes))


def _only_lists(node: ast.stmt) -> bool:
    """Return whether a statement is the loop that begins each notebook of Kaggle: it prints the names of all files."""
    if not isinstance(node, ast.For) or not ast.unparse(node.iter).startswith("os.walk('/kaggle/"):
        return False
    calls = {ast.unparse(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    return calls <= {"os.walk", "print", "os.path.join"}


def _without_cd(notebook: Notebook, beside: Beside) -> Adapted:
    """Drop changes to a folder of the host; the notebook's own folder is the working folder."""
    sources: dict[int, str] = {}
    changes: list[Change] = []
    for cell in notebook.code:
        for found in _CD.finditer(cell.source):
            line = cell.source[: found.start()].count("\n") + 1
            inner = _inside(found[1].rstrip().rstrip("/"), beside)
            now = f"%cd {inner}" if inner else ""
            kind = "rewritten" if inner else "dropped"
            changes.append(Change(Location(cell.number, line), kind, found[0].strip(), _WHY_CD, now, "hosts"))  # type: ignore[arg-type]
            source = sources.get(cell.number, cell.source)
            sources[cell.number] = source.replace(found[0], now, 1)
    return Adapted(with_sources(notebook, sources), tuple(changes))


def _inside(path: str, beside: Beside) -> str:
    root = _ROOT.match(path)
    parts = path[root.end() :].strip("/").split("/") if root else [""]
    tails = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((tail for tail in tails if tail and beside.is_folder(tail)), "")


def _names(notebook: Notebook) -> frozenset[str]:
    """Return all texts of the code that look like the name of a file."""
    texts = re.findall(r"['\"/]([^'\"/\n{}]+)['\"]", "\n".join(cell.source for cell in notebook.code))
    return frozenset(text for text in texts if _NAME.match(text))


def _texts(tree: ast.AST, call: str = "") -> Iterator[tuple[ast.expr, str]]:
    """Yield the texts that begin with a path of a host, with the function that they are passed to."""
    for node in ast.iter_child_nodes(tree):
        inner = ast.unparse(node.func) if isinstance(node, ast.Call) else call
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
        path = first.value if isinstance(first, ast.Constant) else None
        if isinstance(node, ast.expr) and isinstance(path, str) and _ROOT.match(path):
            yield node, _opened_for_writing(tree) or inner
        if not isinstance(node, ast.JoinedStr):
            yield from _texts(node, inner)


def _opened_for_writing(node: ast.AST) -> str:
    """Return `write` for a call of `open` that writes."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "open" and len(node.args) > 1:
        mode = node.args[1]
        is_written = (
            isinstance(mode, ast.Constant) and isinstance(mode.value, str) and mode.value[:1] in "wax"
        )
        return "write" if is_written else ""
    return ""


def _replaced(old: str, node: ast.expr, call: str, names: frozenset[str], beside: Beside) -> str:
    """Return the text of a string with another path, the same text if no such file exists."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) else node
    path = first.value if isinstance(first, ast.Constant) else ""
    if not isinstance(path, str) or path not in old:
        return old
    cut = isinstance(node, ast.JoinedStr)
    head, tail = (path[: path.rfind("/") + 1], path[path.rfind("/") + 1 :]) if cut else (path, "")
    new = _local(head, bool(_WRITERS.search(call)), names, beside)
    return old if new is None else old.replace(path, new + tail, 1)


def _local(path: str, is_written: bool, names: frozenset[str], beside: Beside) -> str | None:
    """Return the path of the same file or folder beside the notebook, None if there is none."""
    root = _ROOT.match(path)
    if root is None or beside.is_file(path) or beside.is_folder(path):
        return None
    rest = path[root.end() :]
    parts = [part for part in rest.split("/") if part]
    for start in range(len(parts)):
        for folder in _FOLDERS:
            place = folder + "/".join(parts[start:])
            if beside.is_file(place) or beside.is_folder(place):
                return place + ("/" if rest.endswith("/") else "")
    is_name = bool(parts) and bool(_NAME.fullmatch(parts[-1]))
    if is_written or path.startswith(_WORKING):
        return (parts[-1] if parts else ".") + ("/" if rest.endswith("/") or not parts else "")
    flat = next((folder for folder in _FOLDERS if any(beside.is_file(folder + name) for name in names)), None)
    if is_name or flat is None:
        return None
    return (flat or "./") if path.endswith("/") else (flat.rstrip("/") or ".")
