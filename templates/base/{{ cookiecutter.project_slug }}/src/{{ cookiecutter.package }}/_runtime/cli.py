"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: the command line.

`run [STAGE ...]` with a flag for each config field, `predict INPUT`, `trust` and `card`.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib
import importlib.util
import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import artifacts, runner
from . import settings as reading
from .artifacts import PACKAGE, PROJECT

PREDICT = "predict"
"""The module of the command `predict`; without it the command does not exist."""
RAW_ROWS = "_runtime.predict"
"""The module of a `predict` that takes raw rows; without it, `predict` takes the columns of the model."""
ENVIRONMENT = "_environment"
"""The module that names the environment variables of the code; without it there are none."""
CARD = PROJECT / "MODEL_CARD.md"
"""The model card; without it the command `card` does not exist."""
RESERVED = ("config", "help", "list", "output")


class UsageError(Exception):
    """An error that the user of the command can fix."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, by default that of the process; return the exit status: 0, or 2 for a usage error."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what is printed and what is logged appear in their order
    parser = make_parser(_module("config").Config())
    options = parser.parse_args(arguments)
    try:
        with _hidden_arguments():
            {"run": run, "predict": predict, "trust": trust, "card": card}[options.command](options)
    except UsageError as error:
        parser.exit(2, f"{PACKAGE}: {error}\n")
    return 0


def _has(name: str) -> bool:
    return importlib.util.find_spec(f"{PACKAGE}.{name}") is not None


def _module(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{name}")


@contextlib.contextmanager
def _usage_errors() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise UsageError(error) from error


@contextlib.contextmanager
def _hidden_arguments() -> Iterator[None]:
    """Hide the command's own arguments from the code of the pipeline, which may parse arguments itself."""
    arguments = sys.argv
    sys.argv = arguments[:1]
    try:
        yield
    finally:
        sys.argv = arguments


@contextlib.contextmanager
def _saving_figures() -> Iterator[None]:
    """Let the code that is imported here save figures where it shows them, unless the user wants windows."""
    backend = os.environ["MPLBACKEND"]
    if backend.lower() == "agg":
        os.environ["MPLBACKEND"] = f"module://{PACKAGE}._runtime.matplotlib_backend"
    try:
        yield
    finally:
        os.environ["MPLBACKEND"] = backend


def run(options: argparse.Namespace) -> None:
    """Run the pipeline."""
    environment = _module(ENVIRONMENT) if _has(ENVIRONMENT) else None
    if environment:
        environment.load()
    with _saving_figures():
        pipeline = _module("pipeline")
    config = _module("config").Config
    with _usage_errors():
        stages = runner.choose(pipeline.STAGES, options.stages)
        settings = dataclasses.replace(config(), **read_settings(vars(options), reading.types_of(config)))
        if not options.list:
            if environment:
                environment.check()
            runner.start_log(options.output)
    if options.list:
        sys.stdout.write("".join(f"{stage.name}\n" for stage in stages))
        return
    artifacts.start(options.output)
    show_tables_whole()
    results = runner.run(pipeline.STAGES, settings, options.stages, pipeline.FOLDER, pipeline.SEED_FIELD)
    if _has(RAW_ROWS):
        with runner.working_folder(pipeline.FOLDER):
            _module(RAW_ROWS).store(results, settings)
    {%- if cookiecutter.parts.databases %}
    runner.close_connections(results.values())
    {%- endif %}
    artifacts.compare_with_baseline()


def read_settings(options: Mapping[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields set by flags, environment variables or the config file."""
    flags = {key.removeprefix("field "): value for key, value in options.items() if key.startswith("field ")}
    default = PROJECT / "config.toml"
    file = options["config"] or (default if default.is_file() else None)
    return {
        **(reading.from_file(file, kinds) if file else {}),
        **reading.from_environment(os.environ, PACKAGE, kinds),
        **reading.from_flags(flags, kinds),
    }


def show_tables_whole() -> None:
    """Let the log show tables with up to 20 columns, as Jupyter does; pandas would cut them to the terminal's width."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None:
        pandas.set_option("display.max_columns", 20)


def predict(options: argparse.Namespace) -> None:
    """Apply a saved model to the rows of a file."""
    if _has(RAW_ROWS):
        with _usage_errors():
            _module(RAW_ROWS).main(options)
        return
    predicting = _module(PREDICT)
    with _usage_errors():
        model = artifacts.load_model(options.model or artifacts.outputs / "models" / f"{predicting.MODEL}.pkl")
        predictions = predicting.predict(model, predicting.read(options.input))
    text = predictions.to_csv(index=False, lineterminator="\n")
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")


def trust(options: argparse.Namespace) -> None:
    """List the models of a run in models.json, so that no other ones are loaded."""
    with _usage_errors():
        artifacts.trust_models(options.models)


def card(options: argparse.Namespace) -> None:
    """Copy the metrics of a run to the model card and baseline.json."""
    with _usage_errors():
        artifacts.accept_metrics(options.metrics, CARD)


def make_parser(defaults: Any) -> argparse.ArgumentParser:
    """Return the parser, with a flag for each config field."""
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}", description="Run the pipeline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands, defaults)
    if _has(PREDICT):
        _add_predict(commands)
        about = f"list the models of the last run in {artifacts.TRUSTED.name}, so that no other ones are loaded"
        models = "use the models in DIR instead of the last run's"
        _add(commands, "trust", about, "--models", PROJECT / "outputs" / "models", "DIR", models)
    if CARD.is_file():
        about = f"copy the metrics of the last run to {CARD.name} and baseline.json"
        metrics = "use the metrics in FILE instead of the last run's"
        _add(commands, "card", about, "--metrics", PROJECT / "outputs" / "metrics.json", "FILE", metrics)
    return parser


def _add(commands: Any, name: str, about: str, *flag: Any) -> None:
    """Add a command whose only flag is a path."""
    option, default, metavar, text = flag
    parser = commands.add_parser(name, help=about, allow_abbrev=False)
    parser.add_argument(option, type=Path, default=default, metavar=metavar, help=text)


def _add_run(commands: Any, defaults: Any) -> None:
    about = "run all stages, or the selected ones and their dependencies"
    parser = commands.add_parser("run", help=about, allow_abbrev=False)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="a stage to run, with its dependencies")
    parser.add_argument("--list", action="store_true", help="list the stages that would run and exit")
    config = "read settings from FILE instead of config.toml"
    parser.add_argument("--config", type=Path, metavar="FILE", help=config)
    outputs = "write to DIR instead of outputs"
    parser.add_argument("--output", type=Path, default=PROJECT / "outputs", metavar="DIR", help=outputs)
    fields = parser.add_argument_group("settings", f"also environment variables: {PACKAGE.upper()}_NAME")
    for field in dataclasses.fields(defaults):
        _add_flag(fields, field.name, getattr(defaults, field.name))


def _add_flag(group: Any, name: str, default: object) -> None:
    """Add the flag of a config field; a field with the name of a built-in flag gets `--field-NAME`."""
    switch = isinstance(default, bool)
    group.add_argument(
        f"--{'field-' if name in RESERVED else ''}{name.replace('_', '-')}",
        dest=f"field {name}",
        default=argparse.SUPPRESS,
        help=f"default: {default}".replace("%", "%%"),
        **({"action": argparse.BooleanOptionalAction} if switch else {"metavar": "VALUE"}),
    )


def _add_predict(commands: Any) -> None:
    parser = commands.add_parser("predict", help="apply the model of the last run to new rows", allow_abbrev=False)
    if _has(RAW_ROWS):
        parser.add_argument("input", metavar="INPUT", help="CSV, Parquet or JSON lines file of raw rows; - for stdin")
        columns = "input columns beside the answers, separated by commas (default: all)"
        parser.add_argument("--columns", metavar="NAMES", help=columns)
        parser.add_argument("--chunk", type=int, default=20_000, metavar="ROWS", help="rows at a time (default: 20000)")
        errors = "what to do with a row that has no answer (default: fail)"
        parser.add_argument("--on-error", choices=("fail", "skip"), default="fail", help=errors)
    else:
        parser.add_argument("input", type=Path, metavar="INPUT", help="CSV file with one row per prediction")
    model = "use the model in FILE instead of the last run's"
    parser.add_argument("--model", type=Path, metavar="FILE", help=model)
    output = "write to FILE instead of the terminal"
    parser.add_argument("--output", type=Path, metavar="FILE", help=output)
