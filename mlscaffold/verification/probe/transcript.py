"""What a run prints, shows and logs, in order, so that the text of two runs can be compared."""

from __future__ import annotations

import ctypes
import io
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

LARGEST = 1_000_000  # characters of a cell's text that are kept: some 10,000 lines, more than people read
MOST = 50 * LARGEST  # bytes after which the file with the output begins again; what is kept is read before
NAME = "mlscaffold-output-"
OUT = 1  # the file descriptor of standard output, which other programs and libraries in C write to

Event = dict[str, Any]
"""`how` (`print`, `show`, `log` or `error`), `text`, `also` (other texts of the same value), `by` (the stage; in a notebook
`install` or `magic` for what an installer or a magic said), and further keys: for a shown value its `kind`, for a message
its `level` and `logger`."""


class Transcript:
    """Collects events; consecutive prints are one event."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.size = 0
        self.cut = False
        self.by = ""
        self.muted = False
        self.poll: Callable[[], None] = lambda: None

    def add(self, how: str, text: str, also: Sequence[str] = (), **more: Any) -> None:
        """Add an event after what other programs have written; it is shortened where the whole becomes too long."""
        self.poll()
        self.append(how, text, also, **more)

    def append(self, how: str, text: str, also: Sequence[str] = (), **more: Any) -> None:
        """Add an event."""
        if self.muted:
            return
        room = max(LARGEST - self.size, 0)
        self.cut = self.cut or len(text) > room
        self.size += len(text)
        text = text[:room]
        last = self.events[-1] if self.events else None
        if how in ("print", "error") and last is not None and (last["how"], last["by"]) == (how, self.by):
            last["text"] += text
        elif text or also:
            kept = [one[:LARGEST] for one in also]
            self.events.append({"how": how, "text": text, "also": kept, "by": self.by, **more})

    def show(self, value: Any, text: str) -> None:
        """Add a value that is shown."""
        self.muted = True  # a class of the notebook may print in its own `__str__`
        also = texts_of(value)
        self.muted = False
        self.add("show", text, also, kind=kind_of(value))

    def take(self) -> list[Event]:
        """Return the events, and begin again."""
        self.poll()
        events, self.events, self.size, self.cut = self.events, [], 0, False
        return events


class Stream(io.TextIOBase):
    """A stream that adds what is written to a transcript."""

    def __init__(self, transcript: Transcript, how: str) -> None:
        self.transcript, self.how = transcript, how

    def write(self, text: str) -> int:
        """Add a text."""
        self.transcript.add(self.how, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True


class Descriptor:
    """Notes what reaches standard output past Python's own stream: from other programs, and from libraries in C."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        # It has a name, so that whoever limits the disk sees it; it is in a folder that is removed.
        self.file = tempfile.NamedTemporaryFile(prefix=NAME, delete=False)  # noqa: SIM115  until the process ends
        self.position = 0
        self.library = _c_library()
        self.flush()
        os.dup2(self.file.fileno(), OUT)
        transcript.poll = self.poll

    def poll(self) -> None:
        """Add what was written since the last call."""
        self.flush()
        size = os.fstat(self.file.fileno()).st_size
        if size > self.position:
            content = os.pread(self.file.fileno(), min(size - self.position, LARGEST), self.position)
            self.position = size
            if size > MOST:
                self.position = 0
                os.ftruncate(self.file.fileno(), 0)
                os.lseek(self.file.fileno(), 0, os.SEEK_SET)
            self.transcript.append("print", content.decode("utf-8", errors="replace"))

    def flush(self) -> None:
        """Write what Python and the C library still hold."""
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
        if self.library is not None:
            self.library.fflush(None)


def _c_library() -> Any:
    """Return the C library of this process, None where it cannot be loaded."""
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):  # on Windows
        return None


def texts_of(value: Any) -> list[str]:
    """Return the texts of a value beside the one that is shown, as `repr` and as `str`.

    Of a class of the notebook only `str` is called, which the project logs: it may count its calls.
    """
    ask = (str,) if type(value).__module__ == "__main__" else (repr, str)
    found = []
    for text in ask:
        try:
            found.append(text(value))
        except Exception:  # noqa: BLE001, S112  a foreign object's own code may raise anything
            continue
    if type(value).__name__ == "Styler" and hasattr(value, "data"):  # of pandas: a table with colours
        found.append(repr(value.data))
    if kind_of(value) == "rich" and isinstance(
        getattr(value, "data", None), str
    ):  # Markdown: a project logs its text
        found.append(value.data)
    return found


def kind_of(value: Any) -> str:
    """Return what a shown value is: `plain`, or something that a log does not show and that is compared elsewhere."""
    library = type(value).__module__.partition(".")[0]
    if library in ("plotly", "altair", "bokeh"):
        return "figure"
    if library in ("IPython", "ipywidgets"):
        return "rich"
    if hasattr(value, "get_params") and hasattr(value, "fit"):
        return "estimator"
    return "artist" if _is_drawn(value) else "plain"


def _is_drawn(value: Any) -> bool:
    """Return whether a value was drawn by matplotlib, or contains such a thing, as the results of plotting calls do."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return value.dtype == object and value.size > 0 and _is_drawn(value.flat[0])
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (list, tuple)) and type(value).__module__.partition(".")[0] != "matplotlib":
        return any(map(_is_drawn, value[:3]))  # the first of many; a histogram gives its bars third
    library = type(value).__module__.partition(".")[0]
    return library in ("matplotlib", "seaborn") and not isinstance(value, type)
