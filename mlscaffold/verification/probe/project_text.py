"""Notes what a project logs and prints, stage by stage."""

from __future__ import annotations

import logging
from typing import Any

from .notes import Notes
from .transcript import Descriptor, Transcript


class ProjectText(logging.Handler):
    """Notes the messages of a package's own loggers, whatever handlers the stages set, and what is printed."""

    def __init__(self, notes: Notes, package: str) -> None:
        super().__init__()
        self.notes = notes
        self.transcript = Transcript()
        self.descriptor = Descriptor(self.transcript)
        self.cut = False
        logging.getLogger(package).addHandler(self)

    def begin(self, stage: str) -> None:
        """Begin a stage; "" ends one."""
        self.transcript.poll()
        self.cut = self.cut or self.transcript.cut
        self.transcript.by = stage
        self.transcript.size = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Note a message, and alone the text of the value that it ends with; the value is not asked for it again."""
        try:
            text = record.getMessage()
            label = record.msg[:-2] % _arguments(record)[:-1] if _shows_value(record) else text
        except Exception:  # noqa: BLE001  a message whose arguments do not fit, or a value whose own code fails
            text = label = ""
        shown = [text[len(label) :]] if len(label) < len(text) else []
        self.transcript.add("log", text, shown, logger=record.name, level=record.levelname)
        # Other handlers take the same text: an object may give another one at the second call.
        record.msg, record.args = text, None

    def write(self) -> None:
        """Write the notes."""
        self.begin("")
        self.notes.write_json("text", self.transcript.take(), cut=self.cut)


def _shows_value(record: Any) -> bool:
    """Return whether a message is a label and a value, as a displayed value becomes one."""
    label = str(record.msg)
    return bool(record.args) and (label == "%s" or label.endswith((":\n%s", ": %s")))


def _arguments(record: Any) -> tuple[Any, ...]:
    """Return the arguments of a message; a single mapping stands for itself in a record."""
    return record.args if isinstance(record.args, tuple) else (record.args,)
