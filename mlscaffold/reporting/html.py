"""report.html: one page that shows what became of the notebook, and what the runs have proven."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlscaffold.plan import PlannedFile
from mlscaffold.reporting import verdict
from mlscaffold.reporting.drawing import drawing
from mlscaffold.reporting.hardening_md import KINDS, counts
from mlscaffold.reporting.look import to_look_at
from mlscaffold.reporting.markdown import SPAN, count, ranges
from mlscaffold.reporting.printable import printable
from mlscaffold.reporting.side_by_side import sides
from mlscaffold.reporting.wiring import as_written, edges, fields_of
from mlscaffold.results.hardening import Hardening

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PAGE = Path(__file__).parent / "page"
DOCUMENT = re.compile(r"https://[\w./~#?&=%:+-]+")  # a source that may be linked


def html_report(hardening: Hardening, files: Sequence[PlannedFile] = ()) -> str:
    """Return the text of report.html: one file that needs no other and no network.

    Args:
        hardening: what became of the notebook, with its proof if anything was run.
        files: the files of the project, for the code that stands beside the cells.
    """
    stages = as_written(hardening)
    remarks = to_look_at(hardening)
    style, script = _text("report.css"), _text("report.js")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            hardening=hardening,
            proof=hardening.proof,
            summary=verdict.summary(hardening),
            counts=counts(hardening, len(remarks)),
            drawing=drawing(stages, hardening.proof),
            stages=stages,
            givers=_givers(hardening),
            settings={stage.name: fields_of(stage, hardening.settings) for stage in stages},
            verdicts={stage.name: verdict.stage_verdict(stage, hardening.proof) for stage in stages},
            sides=sides(hardening, files),
            kinds=dict(KINDS),
            remarks=remarks,
            style=_as_it_is(style),
            script=_as_it_is(script),
            digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _givers(hardening: Hardening) -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """Return for the place of each stage who gives it what."""
    stages = as_written(hardening)
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for edge in edges(stages):
        found.setdefault(edge.target, []).append((stages[edge.source].name, edge.names))
    return found


def _text(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    made.filters |= {
        "prose": prose,
        "png": png,
        "ranges": ranges,
        "amount": amount,
        "count": count,
        "sentence": lambda text: f"{text.rstrip('.')}." if text else "",
        "linked": linked,
        "quoted": verdict.quoted,
        "by_gravity": verdict.by_gravity,
    }
    made.globals |= {name: getattr(verdict, name) for name in WORDS} | {"MARKS": verdict.MARKS}
    return made


WORDS = ("cause_sentence", "sentence_on_tests", "where_it_failed", "where_it_ran", "tally")


def _finalized(value: object) -> object:
    """Return what is put into the page: markup as it is, all else without what no page shows."""
    return value if hasattr(value, "__html__") else printable(str(value))


def _as_it_is(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  our own style and script


def prose(text: str) -> Markup:
    """Return a text with its code spans as `<code>`, everything else escaped."""
    from markupsafe import Markup, escape

    found, end = Markup(), 0
    text = printable(" ".join(text.split()))
    for span in SPAN.finditer(text):
        fence = len(span[1])
        inner = span[0][fence:-fence]
        bare = inner[1:-1] if inner[:1] == inner[-1:] == " " and inner.strip() else inner
        found += escape(text[end : span.start()]) + Markup("<code>{}</code>").format(bare)
        end = span.end()
    return found + escape(text[end:])


def linked(source: str) -> Markup:
    """Return where something is documented, as a link where it is an address."""
    from markupsafe import Markup, escape

    if not DOCUMENT.fullmatch(source):
        return escape(source)
    return Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>').format(source)


def png(content: bytes) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def amount(value: float | int | None) -> str:
    """Return a number with at most ten digits that count."""
    return "none" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
