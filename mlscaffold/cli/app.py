"""The command line: what all commands share, and how errors are reported."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Annotated, TextIO

import typer

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError, printable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS)
"""Errors of a machine without room: on a disk, in a quota, for open files, or where nothing may be written."""
CLOSED = (errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR)
"""Errors of a place that cannot be used: by its permissions, a circle of links, a name that is too long, a file on the way."""
SPACE = "Free space or choose another folder for temporary files with TMPDIR"

app = typer.Typer(
    name="mlscaffold",
    help="From a data scientist's notebook to a project that can be operated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def run() -> int:
    """Run the command of the command line and return its exit status.

    A `MlscaffoldError` becomes one message; so does an internal error, unless MLSCAFFOLD_DEBUG is set.
    """
    try:
        app()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except MlscaffoldError as error:
        print_error(str(error))
        return error.status
    except Exception as error:
        if os.environ.get("MLSCAFFOLD_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in FULL:
            file = printable(str(error.filename or "a file"))
            print_error(f"{os.strerror(error.errno)}: {file}. {SPACE}.")
            return 2
        if place := _closed(error):
            print_error(f"{place}. Check the path and its permissions.")
            return 2
        print_error(f"internal error: {type(error).__name__}: {error}")
        typer.echo("Please report it, with the output of MLSCAFFOLD_DEBUG=1.", err=True)
        return 70  # EX_SOFTWARE of sysexits.h: an internal error
    return 0


def _closed(error: Exception) -> str:
    """Return what is wrong with a place that an error is about, "" if it is about something else."""
    if isinstance(error, OSError) and error.errno in CLOSED and error.filename:
        return f"{printable(str(error.filename))}: {os.strerror(error.errno).lower()}"
    is_circle = isinstance(error, RuntimeError) and str(error).startswith(
        "Symlink loop"
    )  # of pathlib, until Python 3.13
    return printable(str(error)) if is_circle else ""


def print_error(message: str) -> None:
    """Print an error message to standard error."""
    typer.secho(f"mlscaffold: {message}", err=True, fg=typer.colors.RED)


def has_colours(stream: TextIO) -> bool:
    """Return whether what is printed to a stream may have colours.

    NO_COLOR (no-color.org) forbids them, FORCE_COLOR (force-color.org) asks for them; otherwise a terminal has them.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def progress() -> Callable[[str], None]:
    """Return a function that shows a progress line in place of the previous one, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda text: typer.echo(f"\r\x1b[2K{text}", nl=False, err=True)


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
