"""The log of a run: the project's own messages, apart from what the code sets up with `logging` itself."""

from __future__ import annotations

import contextlib
import logging
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from . import artifacts

PACKAGE = __name__.partition(".")[0]

_handlers: list[logging.Handler] = []
_show_warning = warnings.showwarning


class ProjectLogger(logging.Logger):
    """A logger that `logging.disable` and `logging.config` do not turn off: it replaces `print`."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802
        """Return whether messages of a level are logged."""
        return level >= self.getEffectiveLevel()

    def handle(self, record: logging.LogRecord) -> None:
        """Pass on a message."""
        self.callHandlers(record)


if TYPE_CHECKING:
    Stream = logging.StreamHandler[TextIO]
else:
    Stream = logging.StreamHandler  # it takes a type since Python 3.11


class Terminal(Stream):
    """Writes messages to the terminal, after what was printed before them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message."""
        if sys.__stdout__ is not None:
            with contextlib.suppress(ValueError):  # the code may have closed or detached it
                sys.__stdout__.flush()
        super().emit(record)


def start_log(folder: Path) -> None:
    """Log to the terminal, and with all details to run.log in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "run.log"
    path.write_text("", encoding="utf-8")
    # mode "a": `logging.shutdown` closes the file, and only then it is opened again
    file = logging.FileHandler(path, mode="a", encoding="utf-8", errors="backslashreplace")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    terminal = Terminal()
    terminal.setLevel(logging.INFO)
    log_to(file, terminal)
    logging.lastResort = Unhandled(file)


def log_to(*handlers: logging.Handler) -> None:
    """Pass the messages of the project and warnings to handlers, instead of those of an earlier call."""
    package = logging.getLogger(PACKAGE)
    for handler in [one for one in package.handlers if one in _handlers]:
        package.removeHandler(handler)
        handler.close()
    _handlers[:] = handlers
    for handler in handlers:
        handler.addFilter(format_once)
        package.addHandler(handler)
    package.setLevel(logging.DEBUG)
    package.propagate = False
    for one in logging.root.manager.loggerDict.values():
        if isinstance(one, logging.Logger) and f"{one.name}.".startswith(f"{PACKAGE}."):
            one.__class__ = ProjectLogger
    warnings.showwarning = log_warning


def log_value(logger: logging.Logger, label: str, value: object) -> None:
    """Log a value that a notebook displays, or save it if it is a figure; it displays no None."""
    if artifacts.is_chart(value):
        artifacts.save_figure(artifacts.stage_name, value)
    elif value is not None:
        logger.info("%s:\n%s", label, value)


def format_once(record: logging.LogRecord) -> bool:
    """Format a message for all handlers: the text of an object may be another one at the second call."""
    record.msg, record.args = record.getMessage(), None
    return True


class Unhandled(logging.Handler):
    """Shows what the project does not log itself as Python does, and also writes it to run.log."""

    def __init__(self, file: logging.Handler) -> None:
        super().__init__(logging.WARNING)
        self.file = file

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message."""
        format_once(record)
        self.file.handle(record)
        sys.stderr.write(f"{record.getMessage()}\n")


def log_warning(  # noqa: PLR0913, PLR0917  the signature of warnings.showwarning
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log a warning, unless it is to go to a file, or the code redirects the stream to which Python writes it."""
    if file is None and sys.stderr is sys.__stderr__:
        text = warnings.formatwarning(message, category, filename, lineno, line)
        logging.getLogger(f"{PACKAGE}.runner").warning("%s", text)
    else:
        _show_warning(message, category, filename, lineno, file, line)
