"""report.html: one page that compares the notebook with its project and shows the proof."""

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
from mlscaffold.reporting.channels import channel_text
from mlscaffold.reporting.graph_layout import FILES_OR_STATE, graph_layout
from mlscaffold.reporting.hardening_json import DIGITS
from mlscaffold.reporting.hardening_md import KINDS, REVERTED, SKIPPED, counts
from mlscaffold.reporting.markdown import SPAN, count, ranges
from mlscaffold.reporting.remarks import remarks_of
from mlscaffold.reporting.side_by_side import cell_groups
from mlscaffold.reporting.stage_graph import edges, fields_of, renamed_stages
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PAGE = Path(__file__).parent / "page"
DOCUMENTATION = re.compile(r"https://[\w./~#?&=%:+-]+")
"""An address that may become a link: the scheme and characters exclude scripts and attributes."""
TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, marks of text direction, which can hide or reorder what is read, and lone surrogates."""
FROM_VERDICT = ("cause_sentence", "sentence_on_tests", "failure_place", "environment_sentence")


def html_report(hardening: Hardening, files: Sequence[PlannedFile] = ()) -> str:
    """Return the text of report.html, which needs no other file and no network; `files` are the project's."""
    stages = renamed_stages(hardening)
    remarks = remarks_of(hardening)
    style, script = _text("report.css"), _text("report.js")
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            hardening=hardening,
            proof=hardening.proof,
            summary=verdict.summary(hardening),
            counts=counts(hardening, len(remarks)),
            graph=graph_layout(stages, hardening.proof),
            stages=stages,
            sources=_sources(stages),
            settings={stage.name: fields_of(stage, hardening.settings) for stage in stages},
            verdicts={stage.name: verdict.stage_verdict(stage, hardening.proof) for stage in stages},
            groups=cell_groups(hardening, files),
            kinds=dict(KINDS),
            skipped_text=SKIPPED,
            reverted_text=REVERTED,
            files_or_state=FILES_OR_STATE,
            remarks=remarks,
            style=_markup(style),
            script=_markup(script),
            digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _sources(stages: Sequence[Stage]) -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """Return, by the index of a stage, the stages that it depends on and what they pass."""
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    for edge in edges(stages):
        found.setdefault(edge.target, []).append((stages[edge.source].name, edge.names))
    return found


def _text(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters |= {
        "prose": prose,
        "png": png,
        "ranges": ranges,
        "amount": amount,
        "count": count,
        "sentence": lambda text: f"{text.rstrip('.')}." if text else "",
        "linked": linked,
        "quoted": verdict.quoted,
        "worst_first": verdict.worst_first,
        "channel_text": channel_text,
    }
    environment.globals |= {name: getattr(verdict, name) for name in FROM_VERDICT} | {"MARKS": verdict.MARKS}
    return environment


def _finalized(value: object) -> object:
    """Return a value for the page: markup unchanged, anything else as printable text."""
    return value if hasattr(value, "__html__") else printable(str(value))


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own style and script


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
    """Return the source of a documentation, as a link if it is an address."""
    from markupsafe import Markup, escape

    if not DOCUMENTATION.fullmatch(source):
        return escape(source)
    return Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>').format(source)


def png(content: bytes) -> str:
    """Return a picture as a data URL."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def amount(value: float | int | None) -> str:
    """Return a number without the noise of floating-point sums."""
    return "none" if value is None else f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def printable(text: str) -> str:
    r"""Return a text without terminal colours, and with unprintable characters escaped, such as `\x00`."""
    lines = TERMINAL_COLOURS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), lines)
