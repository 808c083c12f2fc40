"""Databricks' source files to cells: `# COMMAND ----------` between cells, `# MAGIC` before lines that are not Python."""

import re

from mlscaffold.notebook.cells import Cell

HEADER = "# Databricks notebook source"
_COMMAND = re.compile(r"(?m)^# COMMAND -+[ \t]*$\n?")
_MAGIC = re.compile(r"^# MAGIC ?")
_TITLE = re.compile(r"\A\s*# DBTITLE \d+,(.*)\n?")
_TEXT = re.compile(r"\A%md(?:-sandbox)?\b[ \t]*(?:\n|(?=\S))")
_HIDDEN_TITLE = "<hidden>"


def is_databricks_source(text: str) -> bool:
    """Return whether a script is a notebook that Databricks exported as source."""
    return text.startswith(HEADER)


def parse_databricks_source(text: str) -> tuple[Cell, ...]:
    """Return the cells of a Databricks source file; the title of a cell becomes a heading."""
    cells: list[Cell] = []
    for part in _COMMAND.split(text.removeprefix(HEADER)):
        number = sum(cell.kind == "code" for cell in cells)
        title = _TITLE.match(part)
        if title and title[1].strip() not in {"", _HIDDEN_TITLE}:
            cells.append(Cell("markdown", f"### {title[1].strip()}", number))
        source = part[title.end() :] if title else part
        if source.strip():
            cells.append(_cell(source.strip("\n"), number))
    return tuple(cells)


def _cell(source: str, before: int) -> Cell:
    lines = source.split("\n")
    if any(map(_MAGIC.match, lines)) and all(
        line.startswith("# MAGIC") or not line.strip() for line in lines
    ):
        lines = [_MAGIC.sub("", line) for line in lines]
    else:
        lines = [_MAGIC.sub("", line) if re.match(r"# MAGIC [%!]", line) else line for line in lines]
    plain = "\n".join(lines).rstrip()
    found = _TEXT.match(plain)
    return Cell("markdown", plain[found.end() :], before) if found else Cell("code", plain, before + 1)
