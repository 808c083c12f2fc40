"""Notebook files to cells: nbformat 4 and 3, scripts, and the text formats of jupytext."""

import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.script import parse_script
from mlscaffold.notebook.text_formats import FORMATS, OTHER_LANGUAGES, parse_text_notebook

SCRIPTS = frozenset({".py", ".pyw"})
TEXT_SUFFIXES = SCRIPTS | FORMATS.keys()
"""The ends of the names of files that are not JSON."""

_RAW = "Download the notebook file itself: use Raw on its page, or git clone"
_PYTHON = "mlscaffold supports Python notebooks only"
_CONFLICT = re.compile(
    rb"^[ \t]*<<<<<<< .*?^[ \t]*=======[ \t]*$.*?^[ \t]*>>>>>>> ", re.DOTALL | re.MULTILINE
)
_MARK = re.compile(r"(?m)^[ \t]*<<<<<<< ")
_RESOLVE = "Resolve the conflict first, for instance with: git mergetool, or nbdime mergetool"
_SAVE_AGAIN = "Open it in Jupyter and save it again"
_INVALID = (ValueError, TypeError, KeyError, AttributeError)
_OUTPUT_TYPES = {"pyout": "execute_result", "pyerr": "error"}
_MIME_TYPES = {
    "text": "text/plain", "html": "text/html", "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg",
    "latex": "text/latex", "json": "application/json", "javascript": "application/javascript",
}  # fmt: skip


class OtherLanguageError(MlscaffoldError):
    """A notebook in another language than Python."""


def parse_notebook(content: bytes, file: str) -> Notebook:
    """Read a notebook, a script or a text notebook of jupytext; all line ends become newlines.

    Raises:
        MlscaffoldError: there is nothing to harden, with the reason.
    """
    name = PurePath(file)
    suffix = name.suffix.lower()
    if suffix in OTHER_LANGUAGES:
        raise OtherLanguageError(
            f"this is {OTHER_LANGUAGES[suffix]}, not Python", where=name.name, hint=_PYTHON
        )
    if suffix not in TEXT_SUFFIXES:
        notebook = parse_json(content, file)
    else:
        _refuse_without_text(content, name.name)
        _refuse_conflict(content, name.name)
        read = parse_script if suffix in SCRIPTS else _parse_text
        notebook = Notebook(name.stem, name.name, *read(content, name.name))
    _refuse_nothing_to_run(notebook.cells, name.name)
    return notebook


def _parse_text(content: bytes, file: str) -> tuple[tuple[Cell, ...], str]:
    text = _decoded(content, file).replace("\r\n", "\n").replace("\r", "\n")
    return parse_text_notebook(text, file)


def parse_json(content: bytes, file: str) -> Notebook:
    """Read an .ipynb file, which may have no code.

    Raises:
        OtherLanguageError: its cells are not Python.
        MlscaffoldError: it is not a notebook, with the reason.
    """
    name = PurePath(file)
    _refuse_without_text(content, name.name)
    return Notebook(name.stem, name.name, *_parse_json(content, name.name))


def _refuse_without_text(content: bytes, file: str) -> None:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        hint = "Restore it from a backup, or save it again in Jupyter"
        raise MlscaffoldError("the file is empty", where=file, hint=hint)
    if start.startswith(b"version https://git-lfs"):
        hint = "Fetch the notebook itself with: git lfs pull"
        raise MlscaffoldError("this is a git-lfs pointer, not the notebook", where=file, hint=hint)
    if start.startswith(b"<") and not start.startswith(b"<<<<<<<"):
        raise MlscaffoldError("this is a web page (HTML) saved as a notebook", where=file, hint=_RAW)


def _refuse_conflict(content: bytes, file: str) -> None:
    if _CONFLICT.search(content.replace(b"\r\n", b"\n")):
        raise MlscaffoldError("the file contains a git merge conflict", where=file, hint=_RESOLVE)


def _refuse_nothing_to_run(cells: tuple[Cell, ...], file: str) -> None:
    code = [cell for cell in cells if cell.kind == "code"]
    if any(cell.source.strip() for cell in code):
        return
    if code:
        what = "all code cells are empty"
    elif cells:
        what = "the notebook has no code cells, only text"
    else:
        what = "the notebook has no cells"
    raise MlscaffoldError(what, where=file, hint="There is nothing to harden")


def _parse_json(content: bytes, file: str) -> tuple[tuple[Cell, ...], str]:
    text = _decoded(content, file)
    data = _loaded(text, file)
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        hint = "A notebook is a JSON object with cells"
        raise MlscaffoldError("this is JSON, but not a notebook", where=file, hint=hint)
    _refuse_other_languages(data, file)
    kernel = _text(_mapping(_mapping(data.get("metadata")).get("kernelspec")).get("name"))
    converted = cells_of_version_3(data)
    if converted is not None:
        return _cells(converted, file), kernel
    # Version 4 is nbformat's current format, and what a notebook without a version is read as.
    if data.get("nbformat", 4) != 4 or not isinstance(data.get("cells"), list):
        data = _upgraded(text, file)
    return _cells(data["cells"], file), kernel


def _decoded(content: bytes, file: str) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"the file is not {encoding} text (byte {error.start} cannot be decoded)"
        raise MlscaffoldError(what, where=file, hint="Save it as UTF-8") from error


def _loaded(text: str, file: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if _MARK.search(text):
            raise MlscaffoldError(
                "the file contains a git merge conflict", where=file, hint=_RESOLVE
            ) from error
        end = "; it ends too early" if error.pos >= len(text.rstrip()) else ""
        what = f"this is not valid JSON{end} (line {error.lineno}, column {error.colno}: {error.msg})"
        hint = f"{_SAVE_AGAIN}, or download it again"
        raise MlscaffoldError(what, where=file, hint=hint) from error
    except ValueError as error:  # a number of more digits than Python converts
        raise MlscaffoldError(
            "the JSON has a number that is too long", where=file, hint=_SAVE_AGAIN
        ) from error
    except RecursionError as error:
        what = "the JSON is nested too deeply for a notebook"
        raise MlscaffoldError(what, where=file, hint=_SAVE_AGAIN) from error


def _refuse_other_languages(data: dict[str, Any], file: str) -> None:
    metadata = _mapping(data.get("metadata"))
    language = _text(
        _mapping(metadata.get("kernelspec")).get("language")
        or _mapping(metadata.get("language_info")).get("name")
        or _language_of_cells(data.get("worksheets"))
    )
    if language and not language.lower().startswith(("python", "ipython")):
        raise OtherLanguageError(
            f"the notebook's language is {language}, not Python", where=file, hint=_PYTHON
        )


def _language_of_cells(worksheets: object) -> str:
    for sheet in worksheets if isinstance(worksheets, list) else []:
        cells = _mapping(sheet).get("cells")
        for cell in cells if isinstance(cells, list) else []:
            if _mapping(cell).get("language"):
                return _text(cell["language"])
    return ""


def _upgraded(text: str, file: str) -> dict[str, Any]:
    import logging

    import nbformat

    log = logging.getLogger("traitlets")
    level, log.level = log.level, logging.CRITICAL
    try:
        # Version 4 is the format that this module reads.
        notebook: dict[str, Any] = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except (*_INVALID, nbformat.ValidationError) as error:
        what = f"nbformat cannot read the notebook ({type(error).__name__}: {error})".splitlines()[0]
        raise MlscaffoldError(what, where=file, hint=_SAVE_AGAIN) from error
    finally:
        log.level = level
    return notebook


def _cells(found: Sequence[object], file: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    number = 0
    for place, data in enumerate(found, start=1):
        if not isinstance(data, dict):
            what = f"this is not a notebook: entry {place} of its cells is not a cell"
            raise MlscaffoldError(what, where=file, hint=_SAVE_AGAIN)
        number += data.get("cell_type") == "code"
        cells.append(_cell(data, number))
    return tuple(cells)


def _cell(data: dict[str, Any], number: int) -> Cell:
    count = data.get("execution_count")
    tags = _mapping(data.get("metadata")).get("tags")
    kind = data.get("cell_type")
    return Cell(
        kind="code" if kind == "code" else "markdown" if kind == "markdown" else "raw",
        source=_text(data.get("source")),
        number=number,
        id=_text(data.get("id")),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        execution_count=count if isinstance(count, int) else None,
        outputs=_outputs(data.get("outputs")),
    )


def _outputs(value: object) -> tuple[dict[str, Any], ...]:
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    text = value if isinstance(value, str) else "".join(_texts(value))
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _texts(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def cells_of_version_3(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the cells of all worksheets of nbformat 3 in the format of nbformat 4, None for any other structure.

    nbformat's own upgrade loads a validator and takes ten times as long.
    """
    sheets = data.get("worksheets")
    if data.get("nbformat") != 3 or not isinstance(sheets, list):
        return None
    if not all(isinstance(sheet, dict) and isinstance(sheet.get("cells"), list) for sheet in sheets):
        return None
    cells = [cell for sheet in sheets for cell in sheet["cells"]]
    are_valid = all(isinstance(cell, dict) for cell in cells)
    return [_cell_of_version_3(cell) for cell in cells] if are_valid else None


def _cell_of_version_3(cell: dict[str, Any]) -> dict[str, Any]:
    if cell.get("cell_type") == "heading":
        level = cell.get("level", 1) if isinstance(cell.get("level", 1), int) else 1
        title = " ".join(_text(cell.get("source")).split("\n"))
        return {**cell, "cell_type": "markdown", "source": f"{'#' * level} {title}"}
    if cell.get("cell_type") != "code":
        return cell
    return {
        "cell_type": "code",
        "metadata": cell.get("metadata", {}),
        "source": cell.get("input", ""),
        "execution_count": cell.get("prompt_number"),
        "outputs": [_output_of_version_3(output) for output in _outputs(cell.get("outputs"))],
    }


def _output_of_version_3(output: dict[str, Any]) -> dict[str, Any]:
    kind = str(output.get("output_type"))
    if kind == "stream":
        return {
            "output_type": "stream",
            "name": output.get("stream", "stdout"),
            "text": output.get("text", ""),
        }
    if kind not in {"pyout", "display_data"}:
        return {**output, "output_type": _OUTPUT_TYPES.get(kind, kind)}
    shown = {
        "output_type": _OUTPUT_TYPES.get(kind, kind),
        "data": {_MIME_TYPES[name]: value for name, value in output.items() if name in _MIME_TYPES},
        "metadata": output.get("metadata", {}),
    }
    return {**shown, "execution_count": output.get("prompt_number")} if kind == "pyout" else shown
