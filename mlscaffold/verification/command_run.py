"""Runs the project's real command line, in a process without any probe, and compares it with the run that was observed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from mlscaffold.verification.environment import Environment
from mlscaffold.verification.file_comparison import ProjectFile, is_own
from mlscaffold.verification.probes import ENCODING
from mlscaffold.verification.sandbox import Ended, Sandbox
from mlscaffold.verification.text_items import Event
from mlscaffold.verification.text_tokens import plain, same_words, words
from mlscaffold.verification.written_files import Stamps, stamps, written

HEAD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ (\S+): ?", re.MULTILINE)
"""What begins each message in run.log: time, level and logger."""
DURATION = re.compile(r" done in \d+\.\d s.*", re.DOTALL)
BEGINNING = re.compile(r"^(\w+) …$", re.MULTILINE)
"""What the runner logs when a stage begins."""
MOST = 20_000_000  # bytes of output that are read: what twenty cells print that print as much as is kept
LONGEST = 80  # characters of a message in a sentence: two of them fit on two lines
AS_COMMAND = """
import os, runpy, sys
sys.path[0] = os.getcwd()
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
"""Does what `python -m` does: a fork has no command line."""
STAGE_OF_ERROR = re.compile(r"^in stage (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A run of the command.

    Args:
        status: its exit status.
        why: the error or the limit that ended it, "" if it succeeded.
        stage: the stage that failed, "" if none did.
        log: logger and text of each message in its log.
        output: what it printed.
        files: the files that it wrote.
        folders: the folders of the run, whose paths may be in texts.
    """

    status: int
    why: str
    stage: str
    log: tuple[tuple[str, str], ...]
    output: str
    files: tuple[ProjectFile, ...]
    folders: tuple[str, ...]


def run_command(
    sandbox: Sandbox,
    environment: Environment,
    project: Path,
    package: str,
    secrets: Mapping[str, str],
    name: str,
    forked: bool = False,
) -> CommandRun:
    """Run a project as its users do, from another folder.

    Args:
        sandbox: where it runs.
        environment: the interpreter.
        project: a copy of the project of its own; the run may write into it.
        package: the project's package.
        secrets: environment variables that replace the secrets in the source.
        name: name of this run.
        forked: whether it may be a fork of a process that has loaded the libraries.
    """
    elsewhere, outputs = sandbox.folder / f"{name}-elsewhere", sandbox.folder / f"{name}-outputs"
    printed = sandbox.folder / f"{name}-stdout"
    elsewhere.mkdir()
    before = stamps(project)
    start = ["-c", AS_COMMAND] if forked else ["-m"]
    command = [environment.python, *start, package, "run", "--output", str(outputs)]
    variables = {"PYTHONPATH": str(project / "src"), "PYTHONHASHSEED": "0"} | (ENCODING if forked else {})
    log = outputs / "run.log"
    ended = sandbox.run(
        command, elsewhere, variables | dict(secrets), output=printed, printed=[log], forked=forked
    )
    text = beginning(log) if log.is_file() else ""
    return CommandRun(
        ended.status,
        _reason(ended) if ended.status or ended.why else "",
        _failed_stage(ended, text),
        tuple(_messages(text)),
        beginning(printed),
        project_files(project, before, outputs, elsewhere),
        (str(project), str(outputs), str(elsewhere)),
    )


def beginning(file: Path) -> str:
    """Return the beginning of a file's text: the probes keep no more of a run's text either."""
    with file.open("rb") as opened:
        return opened.read(MOST).decode("utf-8", errors="replace")


def _reason(ended: Ended) -> str:
    """Return the limit or the error that ended a command, with the stage that the error names."""
    stage = STAGE_OF_ERROR.findall(ended.text)
    error = replace(ended, text=STAGE_OF_ERROR.sub("", ended.text)).reason
    return f"{error} in stage {stage[-1]}" if stage else error


def project_files(project: Path, before: Stamps, outputs: Path, elsewhere: Path) -> tuple[ProjectFile, ...]:
    """Return the files that a run of a project wrote: to its folder, to the outputs folder, to the folder it ran from.

    Args:
        project: the project's folder.
        before: its stamps before the run.
        outputs: the outputs folder, which was empty.
        elsewhere: the folder that it ran from, which was empty.
    """
    found = [ProjectFile(_inside(path), project / path) for path in written(project, before)]
    found += [ProjectFile(path, outputs / path, is_own(path)) for path in stamps(outputs)]
    return (*found, *(ProjectFile(path, elsewhere / path) for path in stamps(elsewhere)))


def _inside(path: str) -> str:
    """Return a path of the project relative to the folder in it that takes the place of the notebook's."""
    top, _, rest = path.partition("/")
    return rest if top in ("workspace", "data", "outputs") and rest else path


def _failed_stage(ended: Ended, log: str) -> str:
    """Return the stage in which a command failed: the one that its error names, else the last one that began."""
    if not ended.status:
        return ""
    named = STAGE_OF_ERROR.findall(ended.text)
    begun = BEGINNING.findall(HEAD.sub("", log))
    return str((named or begun or [""])[-1])


def _messages(log: str) -> Iterator[tuple[str, str]]:
    """Yield logger and text of each message of a log."""
    parts = HEAD.split(log)
    yield from zip(parts[1::2], (text.rstrip("\n") for text in parts[2::2]), strict=True)


def first_log_difference(
    command: CommandRun,
    events: Sequence[Event],
    package: str,
    folders: Sequence[str],
    unstable: frozenset[str],
) -> tuple[str, str]:
    """Return the stage and a sentence on the first message that the command logs otherwise than the observed run did.

    Args:
        command: the run of the command.
        events: what the observed run logged and printed.
        package: the project's package.
        folders: folders of the observed run.
        unstable: texts of messages that two runs of the notebook do not agree on.

    Returns:
        Two empty texts if all messages are the same.
    """
    observed = [event for event in events if event["how"] == "log"]
    logged = [text for logger, text in command.log if logger.split(".")[0] == package]
    for event, text in zip_longest(observed, logged):
        before = "" if event is None else plain(DURATION.sub("", event["text"]), folders)
        after = "" if text is None else plain(DURATION.sub("", text), command.folders)
        if before.strip() not in unstable and not same_words(words(before), words(after)):
            return (event or {}).get("by", ""), _sentence(event, before, text, after)
    printed = "".join(event["text"] for event in events if event["how"] == "print")
    one, other = words(plain(printed, folders)), words(plain(command.output, command.folders))
    return ("", "") if unstable or same_words(one, other) else ("", "what it prints differs")


def _sentence(event: Any, before: str, text: Any, after: str) -> str:
    if event is None:
        return f"it also logs `{_short(after)}`"
    if text is None:
        return f"it does not log `{_short(before)}`"
    return f"it logs `{_short(after)}` instead of `{_short(before)}`"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 3]}..."
