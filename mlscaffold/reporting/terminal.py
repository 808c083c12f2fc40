"""The summary on the terminal."""

import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mlscaffold.errors import printable
from mlscaffold.reporting.channels import channel_text, differences
from mlscaffold.reporting.markdown import cells, count
from mlscaffold.reporting.remarks import remarks_of
from mlscaffold.reporting.verdict import NOT_RUN, environment_sentence, sentence_on_tests, summary
from mlscaffold.results.hardening import Hardening, Remark
from mlscaffold.results.proof import Compared, TextProof

MOST = 12  # points of a kind: the summary should fit on a screen of about 50 lines; HARDENING.md has all
CELLS = 30  # characters of cell numbers before the names of stages; longer ones only shift their own line


def terminal(hardening: Hardening, output: str) -> str:
    """Return the summary as plain text; `output` is the project's folder, as the user wrote it."""
    blocks = (
        _head(hardening, output),
        _stages(hardening),
        _changes(hardening),
        _skipped(hardening),
        _proof(hardening),
        _to_review(remarks_of(hardening)),
        _next(hardening, output),
    )
    return "\n\n".join("\n".join(map(printable, lines)) for lines in map(tuple, blocks) if lines)


def _head(hardening: Hardening, output: str) -> Iterator[str]:
    numbers = (
        count(len(hardening.notebook.code), "code cell"),
        count(len(hardening.stages), "stage"),
        count(len(hardening.files.fields), "setting"),
    )
    not_run = f" {NOT_RUN}" if hardening.proof is None else ""
    yield f"{hardening.notebook.file} -> {output}: {', '.join(numbers)}.{not_run}"


def _stages(hardening: Hardening) -> Iterator[str]:
    if not hardening.stages:
        return
    yield "Stages"
    rows = [(cells(stage.cells), f"{stage.module}.{stage.name}") for stage in hardening.stages]
    width = min(max(len(origin) for origin, _ in rows), CELLS)
    yield from (f"  {origin:{width}}  {function}" for origin, function in rows)


def _changes(hardening: Hardening) -> Iterator[str]:
    """Yield what was dropped, rewritten or moved, grouped by codemod."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for change in hardening.changes:
        if change.kind in {"dropped", "rewritten", "moved"}:
            groups[change.kind, change.by].append(change.location.cell)
    for kind in ("dropped", "rewritten", "moved"):
        found = [(by, where) for (own, by), where in groups.items() if own == kind]
        if found:
            yield f"{kind.capitalize()}: {sum(len(where) for _, where in found)}"
            yield from (f"  {by or 'mlscaffold'}: {len(where)} ({cells(where)})" for by, where in found)


def _skipped(hardening: Hardening) -> Iterator[str]:
    if hardening.skipped:
        yield f"Skipped: {len(hardening.skipped)}"
        yield from (f"  {change.location}: {_flat(change.why)}" for change in hardening.skipped)


def _proof(hardening: Hardening) -> Iterator[str]:
    proof = hardening.proof
    if proof is None:
        return
    outcome = summary(hardening)
    yield "Proof"
    yield f"  {_flat(outcome.sentence)}"
    width = max(len(channel.name) for channel in proof.channels)
    yield from (f"  {channel.name:{width}}  {_flat(channel_text(channel))}" for channel in proof.channels)
    if proof.largest:
        yield f"  largest relative difference {proof.largest:.1g}"
    found = [one for one in differences(proof) if one[0] != "command"]
    yield from (f"  {item.verdict}: {_named(item)}: {_flat(item.why)}" for _, item in found[:MOST])
    if len(found) > MOST:
        yield f"  and {len(found) - MOST} more, see HARDENING.md"
    yield from (f"  {_flat(note)}" for note in outcome.notes)
    yield from (
        f"  reverted: {one.what} in {one.stage} ({cells(one.cells)}): {_flat(one.why)}"
        for one in proof.reverted[:MOST]
    )
    yield f"  {_flat(sentence_on_tests(proof.tests))}"
    yield f"  {_flat(environment_sentence(proof))}"


def _named(item: Compared) -> str:
    """Return the name of what was compared, with its cell."""
    return f"{item.name} (cell {item.cell})" if item.cell and not isinstance(item, TextProof) else item.name


def _to_review(remarks: Sequence[Remark]) -> Iterator[str]:
    if remarks:
        yield f"To review: {len(remarks)}"
        yield from (f"  {_where(remark)}{_flat(remark.what)}" for remark in remarks[:MOST])
    if len(remarks) > MOST:
        yield f"  and {len(remarks) - MOST} more, see HARDENING.md"


def _where(remark: Remark) -> str:
    places = [str(place) for place in (remark.location, remark.place) if place]
    return f"{', '.join(places)}: " if places else ""


def _flat(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _next(hardening: Hardening, output: str) -> Iterator[str]:
    yield "Next"
    yield f"  cd {shlex.quote(output)}"
    yield "  uv sync"
    yield f"  uv run python -m {hardening.package} run"
    yield "  uv run pytest"
    if hardening.proof is not None:
        yield "report.html compares the notebook and the project side by side."
    yield "See README.md for how to use the project, and HARDENING.md for the changes to each cell."
