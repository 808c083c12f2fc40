"""A process that answers calls, each from a fresh fork, so that pandas and scikit-learn are imported once."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).parent


class CallError(Exception):
    """The called function raised, or did not answer in time."""


class Forked:
    """Calls functions in another interpreter.

    Args:
        python: the interpreter.
        modules: modules of the tests or installed there; their functions can be called.
        environment: environment variables on top of this process's own.
    """

    def __init__(self, python: str, *modules: str, **environment: str) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        settings = {
            "IPYTHONDIR": self._scratch.name,
            "MPLCONFIGDIR": self._scratch.name,
            "OMP_NUM_THREADS": "1",
        }
        self._log = Path(self._scratch.name) / "log"
        self._process = subprocess.Popen(
            [python, str(HERE / "serve.py"), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", **settings, **environment},
        )

    def call(self, call: str, *, timeout: float = 60, **arguments: Any) -> Any:
        """Call a function of one of the modules in a fresh fork.

        Args:
            call: its qualified name.
            timeout: seconds after which the fork is ended.
            arguments: its arguments, fit for JSON.

        Returns:
            The function's result, through JSON.

        Raises:
            CallError: the function raised or took too long; holds its traceback and the end of what it printed.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._log.write_text("")
        request = {"call": call, "arguments": arguments, "log": str(self._log), "timeout": timeout}
        with suppress(BrokenPipeError):  # then the answer below is empty
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline() or '{"error": "its process did not start"}')
        if "error" in reply:
            raise CallError(f"{call}: {reply['error']}\n{self.printed[-2000:]}")
        return reply["value"]

    @property
    def printed(self) -> str:
        """What the last call wrote to standard output and error."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Forked:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._scratch.cleanup()
