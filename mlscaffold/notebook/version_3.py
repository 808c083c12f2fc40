"""Notebooks of nbformat 3 in the form of nbformat 4; nbformat's own way loads a validator at ten times the cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_KINDS = {"pyout": "execute_result", "pyerr": "error"}
_TYPES = {
    "text": "text/plain", "html": "text/html", "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg",
    "latex": "text/latex", "json": "application/json", "javascript": "application/javascript",
}  # fmt: skip


def cells_of(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the cells of all worksheets.

    Args:
        data: the notebook.

    Returns:
        The cells in nbformat 4's form; None where it is not built as nbformat 3 says.
    """
    sheets = data.get("worksheets")
    if data.get("nbformat") != 3 or not isinstance(sheets, list):
        return None
    if not all(isinstance(sheet, dict) and isinstance(sheet.get("cells"), list) for sheet in sheets):
        return None
    cells = [cell for sheet in sheets for cell in sheet["cells"]]
    return [_cell(cell) for cell in cells] if all(isinstance(cell, dict) for cell in cells) else None


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    if cell.get("cell_type") == "heading":
        level = cell.get("level", 1) if isinstance(cell.get("level", 1), int) else 1
        return {**cell, "cell_type": "markdown", "source": f"{'#' * level} {_joined(cell.get('source'))}"}
    if cell.get("cell_type") != "code":
        return cell
    outputs = cell.get("outputs")
    return {
        "cell_type": "code",
        "metadata": cell.get("metadata", {}),
        "source": cell.get("input", ""),
        "execution_count": cell.get("prompt_number"),
        "outputs": [_output(one) for one in outputs if isinstance(one, dict)]
        if isinstance(outputs, list)
        else [],
    }


def _joined(source: object) -> str:
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else source
    return " ".join(text.split("\n")) if isinstance(text, str) else ""


def _output(output: dict[str, Any]) -> dict[str, Any]:
    kind = str(output.get("output_type"))
    if kind == "stream":
        return {
            "output_type": "stream",
            "name": output.get("stream", "stdout"),
            "text": output.get("text", ""),
        }
    if kind not in {"pyout", "display_data"}:
        return {**output, "output_type": _KINDS.get(kind, kind)}
    shown = {
        "output_type": _KINDS.get(kind, kind),
        "data": dict(_data(output)),
        "metadata": output.get("metadata", {}),
    }
    return {**shown, "execution_count": output.get("prompt_number")} if kind == "pyout" else shown


def _data(output: dict[str, Any]) -> Iterator[tuple[str, object]]:
    return ((_TYPES[name], value) for name, value in output.items() if name in _TYPES)
