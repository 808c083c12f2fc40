"""A call in a fork of this process, with the part of the interface of `Popen` that is needed to wait for it."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


class Fork:
    """A fork that makes a call and ends.

    Args:
        call: the call.
        errors: the file for its standard error; its standard output is thrown away.
    """

    def __init__(self, call: Callable[[], Any], errors: Path) -> None:
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            _call_and_end(call, errors)

    def wait(self) -> None:
        """Wait for its end; `returncode` is 0 if the call ended well."""
        if self.returncode is None:
            self.returncode = os.waitpid(self.pid, 0)[1]

    def kill(self) -> None:
        """End it."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()


def _call_and_end(call: Callable[[], Any], errors: Path) -> NoReturn:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), 2)  # as `open` creates files
    os.environ["MPLBACKEND"] = "Agg"
    status = 1
    try:
        call()
        status = 0
    except BaseException:  # noqa: BLE001  whatever ends the call is its outcome, and nothing of the caller may run here
        os.write(2, traceback.format_exc().encode(errors="replace"))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
