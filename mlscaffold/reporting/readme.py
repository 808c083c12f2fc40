"""README.md: what the project does, how to install and run it, and what it is made of."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from mlscaffold.codegen.config_fields import Field
from mlscaffold.reporting.markdown import cells, code, codes, count, prose, ranges, table
from mlscaffold.reporting.mermaid import diagram
from mlscaffold.reporting.thin import place
from mlscaffold.reporting.toml import default, environment, value
from mlscaffold.reporting.verdict import summary, where_it_ran
from mlscaffold.reporting.wiring import as_written, fields_of, model_of
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import Proof
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import sections

FLAGS = frozenset({"config", "help", "list", "output"})  # the command's own
MOST = 12  # files that are listed one by one


def readme(hardening: Hardening) -> str:
    """Return the text of README.md."""
    stages = as_written(hardening)
    parts = (
        *_head(hardening),
        *_install(),
        *_run(hardening, stages),
        *_stages(hardening, stages),
        *_settings(hardening),
        *_data(hardening),
        *_secrets(hardening),
        *_outputs(hardening, stages),
        *_notebook(hardening),
        *_proof(hardening),
        *_tests(hardening.proof),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(hardening: Hardening) -> Iterator[str]:
    yield f"# {prose(hardening.title)}"
    yield prose(_about(hardening))
    yield (
        f"Made from the notebook {code(hardening.notebook.file)} by mlscaffold. "
        "[HARDENING.md](HARDENING.md) says what became of each cell and what to look at."
    )


def _about(hardening: Hardening) -> str:
    """Return what the notebook says under its title, "" where it says nothing."""
    found = sections(hardening.notebook).values()
    return next((section.text for section in found if section.title == hardening.title), "")


def _install() -> Iterator[str]:
    yield "## Install"
    yield _block("uv sync", "sh")
    yield (
        "Without uv: `pip install -e . --group dev` (pip 25.1 or later) in an environment of your own; "
        "leave `uv run` away below."
    )


def _run(hardening: Hardening, stages: Sequence[Stage]) -> Iterator[str]:
    command = f"uv run python -m {hardening.package} run"
    lines = [(command, "all stages")]
    if stages:
        chosen_stage = next((stage for stage in stages if stage.role == "train"), stages[-1])
        lines.append((f"{command} {chosen_stage.name}", "one stage and what it needs"))
    lines.append((f"{command} --list", "the names of the stages"))
    chosen = _example(hardening.files.fields)
    if chosen:
        lines.append((f"{command} {_flag(chosen)}", "with a setting"))
    model = model_of(hardening)
    if model:
        lines.append((f"uv run python -m {hardening.package} predict FILE.csv", "new rows"))
    width = max(len(line) for line, _ in lines)
    yield "## Run"
    yield _block("\n".join(f"{line:{width}}  # {note}" for line, note in lines), "sh")
    if model:
        yield (
            f"`predict` asks {code(model)} of the last run. Its rows have to be prepared as those that it was fitted on, with the "
            "same names of columns; a model that was fitted on an array, without names, is refused."
        )


def _example(fields: Sequence[Field]) -> Field | None:
    """Return the field that shows best how a setting is given: a number, no seed."""
    numbers = [f for f in fields if f.annotation in {"int", "float"} and not f.name.endswith("seed")]
    return next(iter([*numbers, *(f for f in fields if f.annotation != "Path"), *fields]), None)


def _flag(field: Field) -> str:
    """Return the flag that sets a field to its default."""
    name = f"{'field-' if field.name in FLAGS else ''}{field.name.replace('_', '-')}"
    if field.annotation == "bool":
        return f"--{name}" if default(field) else f"--no-{name}"
    return f"--{name} {_word(field)}"


def _word(field: Field) -> str:
    """Return a field's default as a word of a command."""
    text = str(default(field))
    return text.lower() if field.annotation == "bool" else shlex.quote(text)


def _stages(hardening: Hardening, stages: Sequence[Stage]) -> Iterator[str]:
    if not stages:
        return
    yield "## Stages"
    yield _block(diagram(stages), "mermaid")
    dotted = (
        " A dotted arrow: files, global state or random numbers of the one before."
        if _follows(stages)
        else ""
    )
    yield f"An arrow carries the values that pass.{dotted}"
    rows = (
        (
            code(stage.name),
            code(f"{stage.module}.{stage.name}"),
            codes([*stage.inputs, *fields_of(stage, hardening.settings)]),
            codes(stage.outputs),
            _origin(stage),
        )
        for stage in stages
    )
    yield table(("Stage", "Function", "Takes", "Gives", "Cells"), rows)


def _follows(stages: Sequence[Stage]) -> bool:
    return any(stage.after for stage in stages)


def _origin(stage: Stage) -> str:
    title = prose(stage.section.title)
    return f"{ranges(stage.cells)} ({title})" if title else ranges(stage.cells)


def _settings(hardening: Hardening) -> Iterator[str]:
    fields = hardening.files.fields
    chosen = _example(fields)
    if chosen is None:
        return
    variable = environment(hardening.package, chosen.name)
    yield "## Settings"
    yield (
        f"Each is a flag of `run`, an environment variable and a line of `config.toml`; the flag wins, then the variable. "
        f"So these say the same: {code(_flag(chosen))}, {code(f'{variable}={_word(chosen)}')}, "
        f"and in `config.toml` {code(f'{chosen.name} = {value(chosen)}')}."
    )
    rows = (
        (
            code(f.name),
            code(f.annotation),
            code(value(f)),
            code(environment(hardening.package, f.name)),
            f.note,
        )
        for f in fields
    )
    yield table(("Setting", "Type", "Default", "Environment", "From"), rows)
    if hardening.seed:
        yield f"{code(hardening.seed)} seeds the random numbers at the start of a run, as the notebook sets no seed for them."


def _data(hardening: Hardening) -> Iterator[str]:
    files = hardening.files
    taken = [file.path for file in files.taken if not file.path.endswith("/.gitkeep")]
    if not (taken or files.missing or files.folder):
        return
    yield "## Data"
    if taken:
        more = f" and {count(len(taken) - MOST, 'more file')}" if len(taken) > MOST else ""
        yield f"Taken along with the notebook: {codes(taken[:MOST])}{more}."
    if files.missing:
        yield "Not there yet; put these files in place before a run:"
        yield table(
            ("File", "Why"), ((code(missing.place), prose(f"{missing.why}.")) for missing in files.missing)
        )
    if files.folder:
        yield f"The stages run in {code(files.folder + '/')}: relative paths in the code start there."


def _secrets(hardening: Hardening) -> Iterator[str]:
    if not hardening.secrets:
        return
    yield "## Secrets"
    yield (
        f"The notebook had secrets in its text. Now they come from the environment: set {codes(hardening.secrets)} "
        "before a run, and replace the old ones, as they were in a file."
    )


def _outputs(hardening: Hardening, stages: Sequence[Stage]) -> Iterator[str]:
    metrics = list(dict.fromkeys(name for stage in stages for name in stage.metrics))
    models = list(dict.fromkeys(name for stage in stages for name in stage.models))
    drawn = {
        unit.cell for stage in stages for unit in stage.units if unit.effects.side_effects & {"plot", "show"}
    }
    written = [str(default(field)) for field in hardening.files.fields if field.path and field.writes]
    rows = [("`outputs/run.log`", "what the run said, with all details")]
    rows += [("`outputs/metrics.json`", f"numbers among {codes(metrics)}")] if metrics else []
    rows += [("`outputs/figures/`", f"figures of {cells(drawn)}")] if drawn else []
    rows += [
        (code(f"outputs/models/{name}.pkl"), "fitted model, described in the `.json` beside it")
        for name in models
    ]
    rows += [(code(path), "written by the code itself") for path in written]
    yield "## Outputs"
    yield table(("File", "What"), rows)


def _notebook(hardening: Hardening) -> Iterator[str]:
    yield "## Notebook"
    yield (
        f"{code(place(hardening))} tells the notebook's story and calls the stages; figures and numbers show there. "
        "It needs Jupyter besides:"
    )
    yield _block("uv run --with jupyterlab jupyter lab notebooks", "sh")


def _proof(hardening: Hardening) -> Iterator[str]:
    if hardening.proof is None:
        return
    yield "## Proof"
    outcome = summary(hardening)
    yield prose(f"{outcome.sentence} {where_it_ran(hardening.proof)}")
    yield (
        "[report.html](report.html) shows it value by value, with cells and code side by side; "
        "equal means equal in that run, on the data that lay beside the notebook."
    )


def _tests(proof: Proof | None) -> Iterator[str]:
    yield "## Tests"
    yield _block("uv run pytest\nuv run ruff check\nuv run mypy", "sh")
    yield "The tests check that the stages fit together and that importing the package runs nothing."
    if proof is not None and proof.tests.recorded:
        recorded = count(len(proof.tests.recorded), "more was", "more were")
        yield (
            f"{recorded} recorded from the notebook's run; HARDENING.md says what each protects. Where a change of "
            "results is meant, `uv run pytest --update-recorded` records them anew: read them in the diff."
        )
    if proof is not None and proof.metrics:
        yield "`baseline.json` holds the metrics of that run; a run whose own are others says so."


def _block(text: str, language: str) -> str:
    return f"```{language}\n{text}\n```"
