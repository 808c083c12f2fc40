"""Starts a probe inside an interpreter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mlscaffold.verification.probe import BOOT, FOLDER, NAME
from mlscaffold.verification.sandbox import Ended, Sandbox

ANEW = frozenset({"loaded_engines"})
"""Probes that look at what an interpreter has loaded."""
ENCODING = {"PYTHONIOENCODING": "utf-8"}
"""Of the texts that runs exchange; the same for all, since it is read when an interpreter starts."""


def run_probe(
    sandbox: Sandbox,
    python: str,
    mode: str,
    spec: Mapping[str, Any],
    cwd: Path,
    environment: Mapping[str, str],
    poll: Callable[[], None] = lambda: None,
) -> Ended:
    """Run a probe to its end or to a limit.

    Args:
        sandbox: the sandbox to run it in.
        python: the interpreter.
        mode: the probe's module.
        spec: the argument of its `main`; `out` is the folder for its notes.
        cwd: the working folder.
        environment: environment variables on top of this process's own.
        poll: called repeatedly while it runs.
    """
    file = sandbox.folder / f"{Path(spec['out']).name}.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    variables = {
        "PYTHONHASHSEED": "0",
        **ENCODING,
        "MPLBACKEND": f"module://{NAME}.backend",
        "IPYTHONDIR": str(sandbox.folder / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    command = [python, "-c", BOOT, str(FOLDER), mode, str(file)]
    return sandbox.run(command, cwd, variables | dict(environment), poll, forked=_may_fork(mode, spec))


def _may_fork(mode: str, spec: Mapping[str, Any]) -> bool:
    """Return whether a probe may run in a fork of a process that has loaded its libraries.

    The notebook itself runs in a new process, and so does what has another clock: libraries take the clock when they are
    imported.
    """
    is_notebook = mode == "run_notebook" and not spec["source"]
    return not (is_notebook or spec.get("later") or mode in ANEW)
