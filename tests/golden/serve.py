"""Answers calls, each in a fork of a process that has imported the slow libraries already.

Run as `python serve.py MODULE...`: imports the modules, then reads one JSON call a line from standard input
(`call`, `arguments`, `log`, `timeout`) and writes one JSON answer a line (`value` or `error`) to standard output.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent


def _answer(request: dict[str, Any], answers: int) -> NoReturn:
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.setsid()
    module, _, function = request["call"].rpartition(".")
    try:
        reply = {"value": getattr(sys.modules[module], function)(**request["arguments"])}
    except BaseException:  # noqa: BLE001  # a fork that answers calls: whatever ended it is the answer
        reply = {"error": traceback.format_exc()[-3000:]}
    sys.stdout.flush()
    sys.stderr.flush()
    with os.fdopen(answers, "w") as pipe:
        json.dump(reply, pipe)
    os._exit(0)


def _collect(child: int, answers: int, timeout: float) -> dict[str, Any]:
    chunks: list[bytes] = []
    while select.select([answers], [], [], timeout)[0]:
        chunk = os.read(answers, 65536)
        if not chunk:
            break
        chunks.append(chunk)
    else:
        os.killpg(child, signal.SIGKILL)
        chunks = [json.dumps({"error": f"no answer after {timeout:.0f} seconds"}).encode()]
    os.waitpid(child, 0)
    answer: dict[str, Any] = json.loads(
        b"".join(chunks) or b'{"error": "the process ended without an answer"}'
    )
    return answer


def _call(request: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(request, writing)
    os.close(writing)
    try:
        return _collect(child, reading, request["timeout"])
    finally:
        os.close(reading)


def main(modules: list[str]) -> None:
    """Import the modules, then answer until standard input ends."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.path[0] = str(ROOT)
    for name in modules:
        importlib.import_module(name)
    del sys.path[0]
    for line in sys.stdin:
        replies.write(json.dumps(_call(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
