"""Starts a probe inside an interpreter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mlscaffold.verification.sandbox import Ended, Sandbox

FOLDER = Path(__file__).resolve().parent / "probe"
NAME = "mlscaffold_probe"
_BOOT = f"""
import importlib, importlib.util, json, sys
folder, mode, file = sys.argv[1:4]
spec = importlib.util.spec_from_file_location("{NAME}", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["{NAME}"] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
del sys.argv[1:]
with open(file, encoding="utf-8") as read:
    given = json.load(read)
importlib.import_module("{NAME}." + mode).main(given)
"""


def run_probe(
    sandbox: Sandbox,
    python: str,
    mode: str,
    spec: Mapping[str, Any],
    cwd: Path,
    environment: Mapping[str, str],
    look: Callable[[], None] = lambda: None,
) -> Ended:
    """Run a probe to its end or to a limit.

    Args:
        sandbox: where it runs.
        python: the interpreter.
        mode: the probe's module.
        spec: what its `main` takes; `out` names the folder for its notes.
        cwd: the folder to run it in.
        environment: environment variables on top of this process's own.
        look: called again and again while it runs.
    """
    file = sandbox.folder / f"{Path(spec['out']).name}.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    command = [python, "-c", _BOOT, str(FOLDER), mode, str(file)]
    usual = {
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": f"module://{NAME}.backend",
        "IPYTHONDIR": str(sandbox.folder / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    return sandbox.run(command, cwd, usual | dict(environment), look)
