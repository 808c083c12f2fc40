"""Runs Git: the same way on every machine, whatever its settings and whatever calls us."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.errors import MlscaffoldError

OLDEST = (2, 38)
"""The first version with `git merge-tree --write-tree`."""

OPTIONS = (
    "--no-pager",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.safecrlf=false",
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
"""Variables that a hook or an alias of Git sets, and that would lead us to another repository or index."""

OWN = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_AUTHOR_NAME": "mlscaffold",
    "GIT_AUTHOR_EMAIL": "mlscaffold@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "mlscaffold",
    "GIT_COMMITTER_EMAIL": "mlscaffold@localhost",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
}


@dataclass(frozen=True, slots=True)
class Git:
    """Git in a folder.

    Args:
        folder: where it runs.
        variables: environment variables, beyond our own.
        settings: settings as `-c` takes them, beyond our own.
    """

    folder: Path
    variables: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()

    def having(self, *settings: str, **variables: str) -> Git:
        """Return it with settings and environment variables more."""
        more = (*self.variables, *variables.items())
        return replace(self, variables=more, settings=(*self.settings, *settings))

    def run(self, *arguments: str, given: bytes = b"", fine: tuple[int, ...] = (0,)) -> bytes:
        """Run a command, and return what it prints.

        Args:
            arguments: the command and what it takes.
            given: its standard input.
            fine: the exit statuses that are none of a failure.

        Raises:
            MlscaffoldError: it ends with another status.
        """
        done = self.done(*arguments, given=given)
        if done.returncode not in fine:
            raise self.failed(done)
        return done.stdout

    def line(self, *arguments: str) -> str:
        """Run a command that prints one line, and return the line."""
        return text(self.run(*arguments)).removesuffix("\n")

    def done(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run a command, and return how it ended.

        Raises:
            MlscaffoldError: there is no Git.
        """
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        settings = [part for setting in self.settings for part in ("-c", setting)]
        try:
            return subprocess.run(
                ["git", *OPTIONS, *settings, *arguments],  # noqa: S607
                cwd=self.folder,
                env=inherited | OWN | dict(self.variables),
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise MlscaffoldError("there is no git", hint="Install Git 2.38 or newer") from error

    def failed(self, done: subprocess.CompletedProcess[bytes]) -> MlscaffoldError:
        """Return what a user reads where Git has failed, in Git's own words."""
        said = [line for line in text(done.stderr).splitlines() if line.strip()]
        words = "; ".join(said[:3]) or f"it ended with status {done.returncode}"
        hint = "If no other Git is running, remove that file" if ".lock" in words else ""
        return MlscaffoldError(f"git could not do it: {words.rstrip('.')}", where=str(self.folder), hint=hint)


def check_version(git: Git) -> None:
    """Refuse a Git that cannot merge trees.

    Raises:
        MlscaffoldError: it is missing or too old.
    """
    version = git.line("version")
    found = re.search(r"(\d+)\.(\d+)", version)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        raise MlscaffoldError(f"{version} is too old to merge", hint="Install Git 2.38 or newer")


def text(raw: bytes) -> str:
    """Return what Git prints as text; names that are not UTF-8 come through unharmed."""
    return raw.decode("utf-8", "surrogateescape")


def raw(words: str) -> bytes:
    """Return text as Git takes it."""
    return words.encode("utf-8", "surrogateescape")


def records(printed: bytes) -> list[str]:
    """Return what Git prints with `-z`, one by one."""
    return text(printed).split("\0")[:-1]


def record_lines(items: list[str]) -> bytes:
    """Return items as Git takes them with `-z`."""
    return raw("".join(f"{item}\0" for item in items))
