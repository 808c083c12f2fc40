"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: lets a notebook call the stages.

What they log and draw shows beneath the cell.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import sys
from pathlib import Path
from typing import Any

from . import artifacts, runner
from .cli import show_tables_whole


class _Cell(logging.Handler):
    """Writes messages where the cell prints."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message."""
        sys.stdout.write(f"{self.format(record)}\n")


def start(config: Any, output: Path = artifacts.PROJECT / "outputs") -> None:
    """Do what a run does before its first stage, in a notebook; figures are saved to a folder and shown."""
    from ..pipeline import FOLDER, SEED_FIELD, STAGES

    settings = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    artifacts.start(output, show=True)
    artifacts.make_folders(settings.values())
    if SEED_FIELD:
        runner.seed(settings[SEED_FIELD])
    if FOLDER:
        os.chdir(FOLDER)
    for stage in STAGES:
        if stage.always_run:
            runner.perform(stage, settings)
    show_tables_whole()
    runner.log_to(_Cell())
