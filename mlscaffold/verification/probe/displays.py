"""What a notebook displays, with IPython: the values themselves are noted, and tables are as wide as in Jupyter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from .charts import library_of
from .figures import show_chart
from .transcript import Transcript

INSTALLERS = ("pip", "conda", "mamba", "apt", "uv")
RUNNING = frozenset(
    "time timeit prun run mprun lprun memit capture debug macro rerun recall load sx system bash sh script python "
    "python3 pypy perl ruby".split()
)
"""Magics that run code, whose output is that of the code; all others speak to the person at the notebook."""
WIDEST = 20  # columns of a table that Jupyter and the project's log show; a terminal would show fewer
NOTHING = object()


def record_displays(shell: Any, transcript: Transcript, inspects: Callable[[str], bool]) -> None:
    """Let a shell pass what it displays to a transcript.

    Args:
        shell: IPython's shell.
        transcript: where it is noted.
        inspects: returns whether a shell command only shows something of the machine.
    """
    shown: list[Any] = [NOTHING]
    formatter, run = shell.display_formatter.format, shell.system

    def format_value(value: Any, *args: Any, **options: Any) -> Any:
        shown[0] = value
        return formatter(value, *args, **options)

    def show(data: dict[str, Any], *_: Any, **__: Any) -> None:
        value, shown[0] = shown[0], NOTHING
        text = data.get("text/plain", "")
        if library_of(value) == "altair":  # plotly and bokeh have functions of their own that show
            show_chart(value)
        if value is not NOTHING:
            transcript.show(value, text)
        else:
            transcript.add("show", text, kind="rich")

    def system(command: str) -> None:
        with _spoken_by(transcript, _speaker(command, inspects) or transcript.by):
            run(command)

    shell.display_formatter.format = format_value
    shell.displayhook.write_format_data = show
    shell.display_pub.publish = show
    shell.display_pub.clear_output = lambda *_, **__: None  # what is cleared was shown
    shell.system = system
    for finder in _finders(shell):
        setattr(shell, finder, _marked(getattr(shell, finder), transcript))


def _marked(find: Any, transcript: Transcript) -> Any:
    """Return a finder of magics that marks what they say; they run where they ran, as they look at their caller."""

    def find_magic(*kind_and_name: str) -> Any:
        function = find(*kind_and_name)
        if function is None or kind_and_name[-1] in RUNNING:
            return function

        @wraps(function)
        def spoken(*arguments: Any, **options: Any) -> Any:
            with _spoken_by(transcript, "magic"):
                return function(*arguments, **options)

        return spoken

    return find_magic


def _finders(shell: Any) -> tuple[str, ...]:
    """Return the methods by which a shell finds magics: one since IPython 8, two before."""
    one, two = ("_find_with_lazy_load",), ("find_line_magic", "find_cell_magic")
    return one if hasattr(shell, one[0]) else two


@contextmanager
def _spoken_by(transcript: Transcript, name: str) -> Iterator[None]:
    """Let what is printed count as that of an installer or of a magic; of the notebook's own code if the name is empty."""
    before, transcript.by = transcript.by, name
    try:
        yield
    finally:
        transcript.poll()
        transcript.by = before


def _speaker(command: str, inspects: Callable[[str], bool]) -> str:
    """Return what a shell command counts as if its output is not the notebook's own, else ""."""
    return "install" if is_installer(command) else "inspection" if inspects(command) else ""


def is_installer(command: str) -> bool:
    """Return whether a command installs something, so that what it prints depends on the machine."""
    words = command.replace('"', " ").split()
    names = [word.rpartition("/")[2].rstrip("0123456789.") for word in words[:4]]
    return any(name in INSTALLERS or name.startswith("apt-") for name in names)


class WideTables:
    """Lets pandas show tables as Jupyter does, from its import on; what the notebook sets later counts."""

    def __init__(self) -> None:
        self.done = False

    def apply(self) -> None:
        """Set the number of columns once, when pandas is loaded."""
        pandas: Any = sys.modules.get("pandas")
        if not self.done and pandas is not None and hasattr(pandas, "set_option"):
            self.done = True
            pandas.set_option("display.max_columns", WIDEST)
