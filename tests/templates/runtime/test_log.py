"""Tests of the log of a run: the project's own messages, whatever else sets up logging."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from rendered_project._runtime import runner
from rendered_project._runtime.artifacts import PACKAGE

logger = logging.getLogger(f"{PACKAGE}.runner")
FORMAT = warnings.formatwarning


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    package = logging.getLogger(PACKAGE)
    before = package.propagate, package.level
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(warnings, "formatwarning", FORMAT)  # a stage may have set another one
    monkeypatch.setattr(logging, "lastResort", logging.lastResort)
    yield
    runner.log_to()
    package.propagate, package.level = before


def lines(folder: Path) -> list[str]:
    return [line.partition(": ")[2] for line in (folder / "run.log").read_text(encoding="utf-8").splitlines()]


def test_messages_of_each_level_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "outputs"
    runner.start_log(folder)
    logger.debug("detail %s", 1)
    logger.info("message")
    assert lines(folder) == ["detail 1", "message"]


def test_a_second_run_begins_a_new_log(tmp_path: Path) -> None:
    for number in range(2):
        runner.start_log(tmp_path)
        logger.info("run %s", number)
    assert lines(tmp_path) == ["run 1"]


def test_only_the_handlers_of_the_last_call_remain() -> None:
    package = logging.getLogger(PACKAGE)
    others = len(package.handlers)
    for _ in range(2):
        runner.log_to(logging.NullHandler())
    assert len(package.handlers) == others + 1
    assert not package.propagate


def test_messages_are_logged_when_logging_is_disabled(tmp_path: Path) -> None:
    runner.start_log(tmp_path)
    logging.disable()  # noqa: MLS208 the project logs even then
    logger.info("message")
    logging.disable(logging.NOTSET)
    assert lines(tmp_path) == ["message"]


def test_messages_below_the_level_are_not_logged(tmp_path: Path) -> None:
    runner.start_log(tmp_path)
    logging.getLogger(PACKAGE).setLevel(logging.INFO)
    logger.debug("detail")
    logger.info("message")
    assert lines(tmp_path) == ["message"]


def test_warnings_and_displayed_values_are_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.start_log(tmp_path)
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    runner.log_warning("old", FutureWarning, "file.py", 1)
    runner.log_value(logger, "df.head()", [1])
    runner.log_value(logger, "nothing", None)
    text = (tmp_path / "run.log").read_text(encoding="utf-8")
    assert "FutureWarning: old" in text
    assert text.endswith("df.head():\n[1]\n")
