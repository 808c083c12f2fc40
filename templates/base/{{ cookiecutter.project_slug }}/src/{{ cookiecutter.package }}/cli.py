"""The command line: `run [STAGE ...]` with a flag for each config field, `predict INPUT`, `trust` and `card`."""

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

from . import _options, artifacts
from ._folders import PROJECT
from ._log import PACKAGE, start_log

PREDICT = "predict"
"""The module of the command `predict`; without it the command does not exist."""
PREDICT_FILE = "predict_file"
"""The module of a `predict` that takes raw rows; without it, `predict` takes the columns of the model."""
ENVIRONMENT = "_environment"
"""The module that names the environment variables of the code; without it there are none."""
CARD = PROJECT / "MODEL_CARD.md"
"""The model card; without it the command `card` does not exist."""
RESERVED = ("config", "help", "list", "output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: command-line arguments, by default those of the process.

    Returns:
        The exit status: 0, or 2 for a usage error.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what is printed and what is logged appear in their order
    from .config import Config

    parser = make_parser(Config())
    options = parser.parse_args(arguments)
    try:
        with hidden_arguments():
            return {"run": run, "predict": predict, "trust": trust, "card": card}[options.command](options)
    except UsageError as error:
        parser.exit(2, f"{PACKAGE}: {error}\n")


class UsageError(Exception):
    """An error that the user of the command can fix."""


def run(options: argparse.Namespace) -> int:
    """Run the pipeline."""
    from . import runner
    from .config import Config

    environment = environment_module()
    if environment:
        environment.load()
    with saving_figures():
        from .pipeline import FOLDER, SEED_FIELD, STAGES

    try:
        stages = runner.choose(STAGES, options.stages)
        config = dataclasses.replace(Config(), **settings(vars(options), _options.types_of(Config)))
        if environment and not options.list:
            environment.check()
        if not options.list:
            start_log(options.output)
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    if options.list:
        sys.stdout.write("".join(f"{stage.name}\n" for stage in stages))
        return 0
    artifacts.start(options.output)
    show_tables_whole()
    results = runner.run(STAGES, config, options.stages, FOLDER, SEED_FIELD)
    if takes_raw_rows():
        with runner.working_folder(FOLDER):
            importlib.import_module(f".{PREDICT}", PACKAGE).store(results, config)
    runner.close_connections(results.values())
    artifacts.compare_with_baseline()
    return 0


def environment_module() -> Any:
    """Return the module of environment variables, None if there is none."""
    if importlib.util.find_spec(f"{PACKAGE}.{ENVIRONMENT}") is None:
        return None
    return importlib.import_module(f".{ENVIRONMENT}", PACKAGE)


@contextlib.contextmanager
def saving_figures() -> Iterator[None]:
    """Let the code that is imported here save figures where it shows them, unless the user wants windows."""
    backend = os.environ["MPLBACKEND"]
    if backend.lower() == "agg":
        os.environ["MPLBACKEND"] = f"module://{PACKAGE}._backend"
    try:
        yield
    finally:
        os.environ["MPLBACKEND"] = backend


@contextlib.contextmanager
def hidden_arguments() -> Iterator[None]:
    """Hide the command's own arguments from the code of the pipeline, which may parse arguments itself."""
    arguments = sys.argv
    sys.argv = arguments[:1]
    try:
        yield
    finally:
        sys.argv = arguments


def predict(options: argparse.Namespace) -> int:
    """Apply a saved model to the rows of a file."""
    predicting: Any = importlib.import_module(f".{PREDICT}", PACKAGE)
    try:
        if takes_raw_rows():
            importlib.import_module(f".{PREDICT_FILE}", PACKAGE).main(options)
            return 0
        model = artifacts.load_model(options.model or artifacts.outputs / "models" / f"{predicting.MODEL}.pkl")
        predictions = predicting.predict(model, predicting.read(options.input))
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    text = predictions.to_csv(index=False, lineterminator="\n")
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0


def takes_raw_rows() -> bool:
    """Return whether `predict` takes rows as they are read."""
    return importlib.util.find_spec(f"{PACKAGE}.{PREDICT_FILE}") is not None


def trust(options: argparse.Namespace) -> int:
    """List the models of a run in models.json, so that no other ones are loaded."""
    try:
        artifacts.trust_models(options.models)
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    return 0


def card(options: argparse.Namespace) -> int:
    """Copy the metrics of a run to the model card and baseline.json."""
    try:
        artifacts.accept_metrics(options.metrics, CARD)
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    return 0


def make_parser(defaults: Any) -> argparse.ArgumentParser:
    """Return the parser, with a flag for each config field."""
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}", description="Run the pipeline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands, defaults)
    if importlib.util.find_spec(f"{PACKAGE}.{PREDICT}"):
        _add_predict(commands)
        _add_trust(commands)
    if CARD.is_file():
        _add_card(commands)
    return parser


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


def _add_predict(commands: Any) -> None:
    parser = commands.add_parser("predict", help="apply the model of the last run to new rows", allow_abbrev=False)
    if takes_raw_rows():
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


def _add_trust(commands: Any) -> None:
    about = f"list the models of the last run in {artifacts.TRUSTED.name}, so that no other ones are loaded"
    parser = commands.add_parser("trust", help=about, allow_abbrev=False)
    models = "use the models in DIR instead of the last run's"
    parser.add_argument(
        "--models", type=Path, default=PROJECT / "outputs" / "models", metavar="DIR", help=models
    )


def _add_card(commands: Any) -> None:
    about = f"copy the metrics of the last run to {CARD.name} and baseline.json"
    parser = commands.add_parser("card", help=about, allow_abbrev=False)
    metrics = "use the metrics in FILE instead of the last run's"
    parser.add_argument(
        "--metrics", type=Path, default=PROJECT / "outputs" / "metrics.json", metavar="FILE", help=metrics
    )


def _add_flag(group: Any, name: str, default: object) -> None:
    """Add the flag of a config field; a field with the name of a built-in flag gets `--field-NAME`."""
    flag = f"--{'field-' if name in RESERVED else ''}{name.replace('_', '-')}"
    switch = isinstance(default, bool)
    group.add_argument(
        flag,
        dest=f"field {name}",
        default=argparse.SUPPRESS,
        help=f"default: {default}".replace("%", "%%"),
        **({"action": argparse.BooleanOptionalAction} if switch else {"metavar": "VALUE"}),
    )


def settings(options: Mapping[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields set by flags, environment variables or the config file."""
    flags = {
        key.removeprefix("field "): value
        for key, value in options.items()
        if key.startswith("field ")
    }
    default = PROJECT / "config.toml"
    file = options["config"] or (default if default.is_file() else None)
    return {
        **(_options.from_file(file, kinds) if file else {}),
        **_options.from_environment(os.environ, PACKAGE, kinds),
        **_options.from_flags(flags, kinds),
    }


def show_tables_whole() -> None:
    """Let the log show tables with up to 20 columns, as Jupyter does; pandas would cut them to the terminal's width."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None:
        pandas.set_option("display.max_columns", 20)
