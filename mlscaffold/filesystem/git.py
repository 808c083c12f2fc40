"""The only runner of Git: it behaves the same on every machine, whatever the user's settings and the calling process."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from mlscaffold.errors import MlscaffoldError

OLDEST = (2, 38)
"""The first version with `git merge-tree --write-tree`."""

TIMEOUT = 600.0
"""Seconds for one command. Chosen by judgement: a filter that downloads large files or a network drive may need minutes,
but a credential helper that waits for an answer must not block for ever."""

QUOTED_LINES = 3
"""Lines of Git's own message that an error repeats: the cause is in the first ones, and advice follows."""

SHA1_LENGTH = 40
"""Digits of an object's name in a repository with SHA-1; longer names are SHA-256."""

OPTIONS = (
    "--no-pager",
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.safecrlf=false"),
)
FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""Variables that a Git hook or alias sets, and that would select another repository or index."""

OWN = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}
"""English messages, no questions, and paths that are never patterns."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git in a folder.

    Args:
        folder: the working folder.
        variables: extra environment variables.
        settings: extra settings, as `-c` takes them.
    """

    folder: Path
    variables: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()

    def configured(self, *settings: str, **variables: str) -> Self:
        """Return a copy with more settings and environment variables."""
        more = (*self.variables, *variables.items())
        return replace(self, variables=more, settings=(*self.settings, *settings))

    def run(self, *arguments: str, stdin: bytes = b"", ok: tuple[int, ...] = (0,)) -> bytes:
        """Run a command and return its output.

        Args:
            arguments: the command and its arguments.
            stdin: its standard input.
            ok: exit statuses that do not mean failure.

        Raises:
            MlscaffoldError: the command ends with another status.
        """
        process = self.process(*arguments, stdin=stdin)
        if process.returncode not in ok:
            raise self.error(process)
        return process.stdout

    def line(self, *arguments: str) -> str:
        """Run a command that prints one line, and return that line."""
        return text(self.run(*arguments)).removesuffix("\n")

    def query(self, *arguments: str) -> str | None:
        """Run a command and return its output, None if it fails or Git is missing."""
        try:
            return text(self.run(*arguments))
        except MlscaffoldError:
            return None

    def process(
        self, *arguments: str, stdin: bytes = b"", timeout: float = TIMEOUT
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command and return the finished process.

        Raises:
            MlscaffoldError: Git is missing, or the command exceeds the time limit.
        """
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        settings = [part for setting in self.settings for part in ("-c", setting)]
        try:
            return subprocess.run(
                ["git", *OPTIONS, *settings, *arguments],  # noqa: S607 the user's Git, wherever it is
                cwd=self.folder,
                env=inherited | OWN | dict(self.variables),
                input=stdin,
                capture_output=True,
                check=False,
                timeout=timeout,
            )
        except FileNotFoundError as error:
            raise MlscaffoldError("git is not installed", hint="Install Git 2.38 or newer") from error
        except OSError as error:
            what = f"git cannot be run: {error.strerror}"
            raise MlscaffoldError(what, where=str(self.folder), hint="Try `git status` there") from error
        except subprocess.TimeoutExpired as error:
            what = f"git {arguments[0]} did not finish within {timeout:.0f} seconds"
            hint = "Try again; `git status` there shows what Git waits for"
            raise MlscaffoldError(what, where=str(self.folder), hint=hint) from error

    def error(self, process: subprocess.CompletedProcess[bytes]) -> MlscaffoldError:
        """Return the error that quotes Git's own message."""
        lines = [line for line in text(process.stderr).splitlines() if line.strip()]
        quoted = "; ".join(lines[:QUOTED_LINES]) or f"exit status {process.returncode}"
        hint = "If no other Git is running, remove that file" if ".lock" in quoted else ""
        return MlscaffoldError(f"git failed: {quoted.rstrip('.')}", where=str(self.folder), hint=hint)


def check_version(git: Git) -> None:
    """Refuse a Git that cannot merge trees.

    Raises:
        MlscaffoldError: Git is missing or too old.
    """
    version = git.line("version")
    numbers = re.search(r"(\d+)\.(\d+)", version)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise MlscaffoldError(f"{version} is too old to merge", hint="Install Git 2.38 or newer")


def text(output: bytes) -> str:
    """Decode Git's output; names that are not UTF-8 survive."""
    return output.decode("utf-8", "surrogateescape")


def raw(content: str) -> bytes:
    """Encode text for Git; the inverse of `text`."""
    return content.encode("utf-8", "surrogateescape")


def split_records(output: bytes) -> list[str]:
    """Split output that Git prints with `-z`."""
    return text(output).split("\0")[:-1]


def join_records(items: Iterable[str]) -> bytes:
    """Join items as Git reads them with `-z`."""
    return raw("".join(f"{item}\0" for item in items))
