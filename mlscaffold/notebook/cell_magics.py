"""Cell magics: which keep their body, which become other code, which go."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from mlscaffold.notebook.commands import block, command, script
from mlscaffold.notebook.grammar import CellMagic
from mlscaffold.notebook.interpolate import interpolated
from mlscaffold.notebook.piece import Piece, table

_KEPT = {
    "time": "The timing is gone, the cell stays.",
    "prun": "The profile is gone, the cell stays.",
    "snakeviz": "The profile is gone, the cell stays.",
    "scalene": "The profile is gone, the cell stays.",
    "debug": "The debugger is gone, the cell stays.",
    "capture": "The notebook hid what this cell prints and shows; the cell stays.",
}
_DROPPED = {
    "timeit": "It timed the cell many times; a cell under %%timeit binds nothing.",
    **dict.fromkeys(
        table("html HTML javascript js latex svg SVG markdown mermaid pybars"),
        "It only showed something in the notebook.",
    ),
}
_SHELLS = {"bash": "bash", "sh": "sh", "shell": "bash", "cmd": "cmd", "zsh": "zsh"}
_OTHERS = table(
    "R sql cython perl ruby script python python2 python3 pypy px bigquery julia spark scala fortran cu"
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a cell magic becomes.

    Args:
        piece: what replaces the whole cell, or, with a body, only what the report says.
        body: Python that stays, still in IPython's syntax; None where nothing stays.
        captured: the name that is given what the body prints, "" for none.
        silent: whether the body's last value was not shown.
    """

    piece: Piece
    body: str | None = None
    captured: str = ""
    silent: bool = False


def rewrite_cell(magic: CellMagic, names: frozenset[str]) -> Rewritten:
    """Say what becomes of a cell that starts with a magic.

    Args:
        magic: the magic and its cell.
        names: names that the notebook binds.

    Returns:
        What it becomes.
    """
    name = magic.name
    if name in _KEPT:
        captured = _captured(magic.arguments) if name == "capture" else ""
        silent = name in {"capture", "prun", "snakeviz"}
        return Rewritten(Piece(_KEPT[name], "rewritten"), magic.body, captured, silent)
    if name in _DROPPED:
        return Rewritten(Piece(_DROPPED[name]))
    if name in {"writefile", "file"}:
        return Rewritten(_written(magic, names))
    if name in _SHELLS:
        out = re.search(r"--out[ =](\w+)", magic.arguments)
        piece = script(
            magic.body, "--no-raise-error" not in magic.arguments, _SHELLS[name], out[1] if out else ""
        )
        return Rewritten(piece)
    if name in {"!", "sx", "system"}:
        return Rewritten(script(magic.body, check=False))
    if name in {"pip", "conda"}:
        return Rewritten(command(f"{name} {magic.arguments}", names))
    if name in _OTHERS:
        why = f"The cell is not run by this notebook's Python but by %%{name}: write it as Python."
        return Rewritten(Piece(why, "aside"))
    return Rewritten(Piece(f"mlscaffold does not know the magic %%{name}: write it as Python.", "aside"))


def _captured(arguments: str) -> str:
    return next((word for word in arguments.split() if word.isidentifier()), "")


def _written(magic: CellMagic, names: frozenset[str]) -> Piece:
    try:
        words = shlex.split(magic.arguments)
    except ValueError:
        words = magic.arguments.split()
    files = [word for word in words if not word.startswith("-")]
    if len(files) != 1:
        return Piece("It names no file to write.", "aside")
    place, text = interpolated(files[0], names), block(magic.body)
    why = "The file is written by Python."
    if "-a" in words or "--append" in words:
        return Piece(
            why, "rewritten", f'with open({place}, "a", encoding="utf-8") as file: file.write({text})'
        )
    code = f'Path({place}).write_text({text}, encoding="utf-8")'
    return Piece(why, "rewritten", code, ("from pathlib import Path",))
