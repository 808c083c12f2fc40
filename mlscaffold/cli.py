"""The commands; the only code that prints, exits, or catches errors."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError

app = typer.Typer(
    name="mlscaffold",
    help="From a data scientist's notebook to a project that can be operated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def run() -> int:
    """Run the command that the terminal gives, and return its exit status.

    A `MlscaffoldError` becomes one message; so does a fault of our own, unless MLSCAFFOLD_DEBUG is set.
    """
    try:
        app()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except MlscaffoldError as error:
        _complain(str(error))
        return error.status
    except Exception as error:
        if os.environ.get("MLSCAFFOLD_DEBUG"):
            raise
        _complain(f"this is a fault of mlscaffold, not yours: {type(error).__name__}: {error}")
        typer.echo("Please report it with what MLSCAFFOLD_DEBUG=1 shows.", err=True)
        return 70
    return 0


def _complain(message: str) -> None:
    typer.secho(f"mlscaffold: {message}", err=True, fg=typer.colors.RED)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mlscaffold {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """From a data scientist's notebook to a project that can be operated."""


@app.command()
def harden(
    notebook: Annotated[
        Path, typer.Argument(help="The notebook: .ipynb, or .py with or without # %% cells.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The project's folder; it is made.")],
    python: Annotated[
        str | None,
        typer.Option(help="The interpreter that has the notebook's libraries.", metavar="PYTHON"),
    ] = None,
    no_run: Annotated[  # noqa: ARG001  accepted already; nothing is executed without it either
        bool, typer.Option("--no-run", help="Execute nothing of the notebook; this is always so yet.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what cannot be hardened whole.")] = False,
) -> None:
    """Turn a notebook into a project."""
    from mlscaffold.harden import harden as turn

    result = turn(notebook, output, python, strict)
    typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else result.report)
    raise typer.Exit(result.status)
