"""The command line: `run [STAGE ...]`, with a flag for each field of the config."""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _options, artifacts
from ._folders import PROJECT

PACKAGE = __name__.partition(".")[0]
RESERVED = ("config", "help", "list", "output")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the command's words, by default those of the terminal.

    Returns:
        The exit status: 0, or 2 for wrong use.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    from . import runner
    from .config import Config
    from .pipeline import FOLDER, SEED_FIELD, STAGES

    kinds = _options.types_of(Config)
    defaults = Config()
    parser = make_parser(defaults)
    options = parser.parse_args(arguments)
    try:
        chosen = runner.choose(STAGES, options.stages)
        config = dataclasses.replace(defaults, **settings(vars(options), kinds))
        if not options.list:
            start_log(options.output)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{PACKAGE}: {error}\n")
    if options.list:
        sys.stdout.write("".join(f"{stage.name}\n" for stage in chosen))
        return 0
    artifacts.start(options.output)
    show_tables_whole()
    runner.run(STAGES, config, options.stages, FOLDER, SEED_FIELD)
    artifacts.compare_with_baseline()
    return 0


def make_parser(defaults: Any) -> argparse.ArgumentParser:
    """Return the parser, with a flag for each field of a config."""
    parser = argparse.ArgumentParser(prog=f"python -m {PACKAGE}", description="Run the pipeline.")
    run = parser.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "run", help="run all stages, or the ones named and what they need", allow_abbrev=False
    )
    run.add_argument(
        "stages", nargs="*", metavar="STAGE", help="a stage to run, with what it needs"
    )
    run.add_argument("--list", action="store_true", help="list the stages that would run, and stop")
    run.add_argument(
        "--config", type=Path, metavar="FILE", help="read settings from FILE instead of config.toml"
    )
    run.add_argument(
        "--output",
        type=Path,
        default=PROJECT / "outputs",
        metavar="DIR",
        help="write to DIR instead of outputs",
    )
    fields = run.add_argument_group(
        "settings", f"each is {PACKAGE.upper()}_NAME in the environment too"
    )
    for field in dataclasses.fields(defaults):
        _add_flag(fields, field.name, getattr(defaults, field.name))
    return parser


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
