"""The command line: `run [STAGE ...]`, with a flag for each field of the config, `predict INPUT` and `card`."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import importlib.util
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _options, artifacts
from ._folders import PROJECT

PACKAGE = __name__.partition(".")[0]
PREDICT = "predict"
"""The module that applies a model to new rows; a project without one has no such command."""
CARD = PROJECT / "MODEL_CARD.md"
"""What people read of the model; a project without one has no command for it."""
RESERVED = ("config", "help", "list", "output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the command's words, by default those of the terminal.

    Returns:
        The exit status: 0, or 2 for wrong use.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    from .config import Config

    parser = make_parser(Config())
    options = parser.parse_args(arguments)
    try:
        return {"run": run, "predict": predict, "card": card}[options.command](options)
    except UsageError as error:
        parser.exit(2, f"{PACKAGE}: {error}\n")


class UsageError(Exception):
    """Something that whoever gave the command can mend."""


def run(options: argparse.Namespace) -> int:
    """Run the pipeline."""
    from . import runner
    from .config import Config
    from .pipeline import FOLDER, SEED_FIELD, STAGES

    try:
        chosen = runner.choose(STAGES, options.stages)
        config = dataclasses.replace(Config(), **settings(vars(options), _options.types_of(Config)))
        if not options.list:
            start_log(options.output)
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    if options.list:
        sys.stdout.write("".join(f"{stage.name}\n" for stage in chosen))
        return 0
    artifacts.start(options.output)
    show_tables_whole()
    runner.run(STAGES, config, options.stages, FOLDER, SEED_FIELD)
    artifacts.compare_with_baseline()
    return 0


def predict(options: argparse.Namespace) -> int:
    """Apply a stored model to the rows of a file."""
    predicting: Any = importlib.import_module(f".{PREDICT}", PACKAGE)
    try:
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


def card(options: argparse.Namespace) -> int:
    """Take the metrics of a run over into the model card and into baseline.json."""
    try:
        artifacts.accept_metrics(options.metrics, CARD)
    except (ValueError, OSError) as error:
        raise UsageError(error) from error
    return 0


def make_parser(defaults: Any) -> argparse.ArgumentParser:
    """Return the parser, with a flag for each field of a config."""
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}", description="Run the pipeline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands, defaults)
    if importlib.util.find_spec(f"{PACKAGE}.{PREDICT}"):
        _add_predict(commands)
    if CARD.is_file():
        _add_card(commands)
    return parser


def _add_run(commands: Any, defaults: Any) -> None:
    about = "run all stages, or the ones named and what they need"
    parser = commands.add_parser("run", help=about, allow_abbrev=False)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="a stage to run, with what it needs")
    parser.add_argument("--list", action="store_true", help="list the stages that would run, and stop")
    config = "read settings from FILE instead of config.toml"
    parser.add_argument("--config", type=Path, metavar="FILE", help=config)
    outputs = "write to DIR instead of outputs"
    parser.add_argument("--output", type=Path, default=PROJECT / "outputs", metavar="DIR", help=outputs)
    fields = parser.add_argument_group("settings", f"each is {PACKAGE.upper()}_NAME in the environment too")
    for field in dataclasses.fields(defaults):
        _add_flag(fields, field.name, getattr(defaults, field.name))


def _add_predict(commands: Any) -> None:
    parser = commands.add_parser("predict", help="apply the model of the last run to new rows", allow_abbrev=False)
    parser.add_argument("input", type=Path, metavar="INPUT", help="a CSV file, one row for each prediction")
    model = "use the model in FILE instead of the last run's"
    parser.add_argument("--model", type=Path, metavar="FILE", help=model)
    output = "write to FILE instead of the terminal"
    parser.add_argument("--output", type=Path, metavar="FILE", help=output)


def _add_card(commands: Any) -> None:
    about = f"take the metrics of the last run over into {CARD.name} and baseline.json"
    parser = commands.add_parser("card", help=about, allow_abbrev=False)
    metrics = "take the metrics in FILE instead of the last run's"
    parser.add_argument(
        "--metrics", type=Path, default=PROJECT / "outputs" / "metrics.json", metavar="FILE", help=metrics
    )


def _add_flag(group: Any, name: str, default: object) -> None:
    """Add a field's flag; a field named as one of the command's own flags gets `--field-NAME`."""
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
    """Return the fields that a flag, the environment or the config file sets."""
    flags = {
        key.removeprefix("field "): value
        for key, value in options.items()
        if key.startswith("field ")
    }
    usual = PROJECT / "config.toml"
    file = options["config"] or (usual if usual.is_file() else None)
    return {
        **(_options.from_file(file, kinds) if file else {}),
        **_options.from_environment(os.environ, PACKAGE, kinds),
        **_options.from_flags(flags, kinds),
    }


def show_tables_whole() -> None:
    """Let the log show tables with up to 20 columns, as Jupyter does; else pandas cuts them to the terminal."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None:
        pandas.set_option("display.max_columns", 20)


def start_log(folder: Path) -> None:
    """Show what the pipeline says on the terminal, and write it with all details to run.log in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.INFO)
    terminal.addFilter(is_told)
    terminal.setFormatter(logging.Formatter("%(message)s"))
    file = logging.FileHandler(
        folder / "run.log", mode="w", encoding="utf-8", errors="backslashreplace"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=(terminal, file), force=True)
    logging.getLogger(PACKAGE).setLevel(logging.DEBUG)
    logging.captureWarnings(True)


def is_told(record: logging.LogRecord) -> bool:
    """Say whether a message is for people: the pipeline's own, and warnings of libraries."""
    return record.levelno >= logging.WARNING or record.name.startswith((PACKAGE, "root"))
