"""The role and kind of each statement that runs: what it is for, and whether it computes, plots, displays or configures."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import Literal

from mlscaffold.analysis.dataflow import Flow, Traced
from mlscaffold.analysis.effects import Effects
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.notebook.cells import Notebook
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.idle_statements import is_conversion, is_idle
from mlscaffold.stages.options import is_opening_option, is_plain_assignment

Kind = Literal["compute", "plot", "display", "settings"]
PRIORITY = ("train", "evaluate", "split", "load", "export", "features", "clean")
HEADINGS = (
    ("clean", r"\b(clean|prepar|preprocess|missing|limpi|wrangl|tidy)\w*"),
    ("features", r"\b(feature|encod|dumm|scal|transform|engineer)\w*"),
)
MATRIX = frozenset("X y Y x_data y_data features target targets labels label feature_names inputs".split())
QUIET = frozenset({"pure", "print", "display", "reads-file", "clock", "-"})
CHARTS = ("plotly.", "altair.", "bokeh.")
"""Libraries whose figures are values, so that changing one draws."""
JOINERS = "\u200c\u200d"
"""Signs without a width that words of some languages and composed emoji need."""
PRINTS = frozenset({"builtins.print", "IPython.display.display", "pprint.pprint"})


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the notebook.

    Args:
        number: the section's number, 0 before the first heading.
        title: the heading's text, "" if there is none.
        level: 1 for `#`, 2 for `##`, and so on; 0 if there is none.
        text: the first paragraph under it.
        opening: whether it begins before the first code cell and may be the notebook's title.
    """

    number: int
    title: str = ""
    level: int = 0
    text: str = ""
    opening: bool = False


@dataclass(frozen=True, slots=True)
class StatementUnit:
    """A statement that runs.

    Args:
        index: its number in the flow.
        kind: whether it computes, plots, displays something or configures a library.
        role: what it is for, "" if unknown.
        section: its section.
        traced: the statement with its effects.
    """

    index: int
    kind: Kind
    role: str
    section: Section
    traced: Traced

    @property
    def effects(self) -> Effects:
        """Its effects."""
        return self.traced.effects

    @property
    def cell(self) -> int:
        """The number of its cell."""
        return self.traced.statement.location.cell

    @property
    def lines(self) -> int:
        """The number of its lines."""
        return self.traced.statement.lines

    @property
    def is_check(self) -> bool:
        """Whether it may stop the run on purpose, so that nothing that shows may pass it."""
        side_effects = self.effects.side_effects
        is_bare_call = isinstance(self.traced.statement.node, ast.Expr) and "unknown" in side_effects
        return "check" in side_effects or is_bare_call or is_conversion(self.traced)

    @property
    def only_shows(self) -> bool:
        """Whether it only shows values, or checks them."""
        is_bare = isinstance(self.traced.statement.node, ast.Expr) and not self.effects.writes_anything
        return self.kind == "display" or (is_bare and self.effects.side_effects <= QUIET | {"check"})

    @property
    def writes(self) -> frozenset[str]:
        """Names that it binds, changes or deletes."""
        return self.effects.binds | self.effects.maybe | self.effects.mutates | self.effects.deletes

    @property
    def used_names(self) -> frozenset[str]:
        """Names that it reads or writes."""
        return self.effects.reads | self.writes


def sections(notebook: Notebook) -> dict[int, Section]:
    """Return the section of each code cell, by the cell's number."""
    found: dict[int, Section] = {}
    now = Section(0)
    for cell in notebook.cells:
        if cell.kind == "markdown":
            now = _heading(cell.source, now)
            if cell.number == 0 and now.level:
                now = replace(now, opening=True)
        elif cell.kind == "code":
            found[cell.number] = now
    return found


def _heading(text: str, now: Section) -> Section:
    lines = text.strip().splitlines()
    for number, line in enumerate(lines):
        match = re.match(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*$", line) or re.match(
            r"\s*<h([1-6])[^>]*>(.+?)</h", line
        )
        if match:
            level = int(match[1]) if match[1].isdigit() else len(match[1])
            return Section(now.number + 1, plain(match[2]), level, _paragraph(lines[number + 1 :]))
    if now.title and not now.text:
        return replace(now, text=_paragraph(lines))
    return now


def _paragraph(lines: list[str]) -> str:
    """Return the first paragraph of prose in markdown, without tables, lists, images and code."""
    text: list[str] = []
    for line in lines:
        if re.match(r"\s*([#|>*\-+<!`$]|\d+[.)])", line) or not line.strip():
            if text:
                break
            continue
        text.append(line.strip())
    return plain(" ".join(text))


def without_controls(text: str) -> str:
    """Return a text whose characters are shown in their own order (Unicode TR 36, bidirectional text spoofing)."""
    kept = (one for one in text if one.isspace() or one in JOINERS or one.isprintable())
    return "".join(kept)


def plain(text: str) -> str:
    """Return markdown or HTML text without markup and control characters."""
    text = re.sub(r"<[^>]+>", "", without_controls(text))
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"[*_`#]+", lambda m: "_" if m[0] == "_" else "", text)).strip(" _")


def units(
    flow: Flow,
    definitions: Definitions,
    where: dict[int, Section],
    keep_idle: frozenset[int] = frozenset(),
    keep_options: frozenset[int] = frozenset(),
) -> tuple[StatementUnit, ...]:
    """Return the statements that run inside stages, in order.

    Args:
        flow: all statements.
        definitions: the functions, classes and constants, and their places.
        where: the section of each code cell.
        keep_idle: cells whose statements without an effect are kept.
        keep_options: cells whose options stay in a stage.
    """
    excluded = {m.index for m in definitions.moved} | {*definitions.constants, *definitions.repeated}
    found = []
    for index, traced in enumerate(flow.statements):
        node = traced.statement.node
        if index in excluded or isinstance(node, ast.Pass):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)) and index not in definitions.imports.kept:
            continue
        if is_idle(traced) and traced.statement.location.cell not in keep_idle:
            continue
        section = where.get(traced.statement.location.cell, Section(0))
        found.append(StatementUnit(index, _kind(traced), role_of(traced, section), section, traced))
    return _plot_preparations(_settings(tuple(found), keep_options))


def _kind(traced: Traced) -> Kind:
    effects, node = traced.effects, traced.statement.node
    side_effects = effects.side_effects
    if side_effects & {"plot", "show"} and not {"train", "split", "load"} & set(effects.roles):
        return "plot"
    if is_conversion(traced):
        return "compute"
    harmless = (
        not (effects.binds or effects.maybe or effects.mutates or effects.deletes) and side_effects <= QUIET
    )
    if harmless and (isinstance(node, ast.Expr) or _only_prints(traced)):
        return "display"
    return "compute"


def _only_prints(traced: Traced) -> bool:
    return bool(PRINTS & set(traced.effects.calls)) and not traced.effects.writes_anything


def role_of(traced: Traced, section: Section) -> str:
    """Return the role of a statement, from its calls, or else from its names or its heading."""
    for role in PRIORITY:
        if role in traced.effects.roles and not (role == "train" and _only_validates(traced)):
            return role
    targets = " ".join(traced.effects.binds)
    if re.search(r"train", targets) and re.search(r"test|valid", targets):
        return "split"
    if traced.effects.binds and traced.effects.binds <= MATRIX and traced.effects.reads:
        return "features"
    is_title = section.opening and section.level <= 2  # deeper headings are never the title of a notebook
    for role, pattern in () if is_title else HEADINGS:
        if re.search(pattern, section.title.lower()):
            return role
    return ""


def _only_validates(traced: Traced) -> bool:
    """Return whether a statement creates a model only to pass it to a validation, such as cross-validation."""
    fits = any(
        call.rsplit(".", 1)[-1].startswith(("fit", "partial_fit", "train")) for call in traced.effects.calls
    )
    return "evaluate" in traced.effects.roles and not fits


def _settings(found: tuple[StatementUnit, ...], opted_out: frozenset[int]) -> tuple[StatementUnit, ...]:
    """Mark the options at the beginning: only literals are bound before them, so that moving them changes nothing."""
    result = []
    opening = True
    for unit in found:
        is_option = unit.cell not in opted_out and is_opening_option(unit.traced)
        opening = opening and (is_option or is_plain_assignment(unit.traced))
        result.append(replace(unit, kind="settings") if opening and is_option else unit)
    return tuple(result)


def _plot_preparations(found: tuple[StatementUnit, ...]) -> tuple[StatementUnit, ...]:
    """Count as plots what only prepares plots: pure assignments that only plots read."""
    result = list(found)
    plot_cells = {unit.cell for unit in found if unit.kind == "plot"}
    readers: dict[str, set[str]] = {}
    for position in reversed(range(len(result))):
        unit = result[position]
        uses = {
            kind for name in unit.effects.binds | unit.effects.mutates for kind in readers.get(name, set())
        }
        if unit.kind == "compute" and _is_quiet(unit) and unit.role not in {"load", "split", "train"}:
            files = (
                not unit.effects.binds
                and unit.cell in plot_cells
                and "writes-file" in unit.effects.side_effects
            )
            if ("plot" in uses and uses <= {"plot", "display"}) or files:
                result[position] = unit = replace(unit, kind="plot")
        for name in unit.effects.binds:
            readers.pop(name, None)
        for name in unit.effects.reads | unit.effects.mutates:
            readers.setdefault(name, set()).add(unit.kind)
    return tuple(result)


def _is_quiet(unit: StatementUnit) -> bool:
    effects = unit.effects
    quiet = {"pure", "-", "plot", "writes-file", "reads-file"}
    kinds = unit.traced.env.types
    return (
        all(kinds.get(name, "").startswith(CHARTS) for name in effects.mutates)
        and effects.side_effects <= quiet
        and not isinstance(unit.traced.statement.node, DEFINITIONS)
    )
