"""Starts a project's service, requests predictions, and stops it: its answers must equal those of `predict`."""

from __future__ import annotations

import csv
import io
import json
import math
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SECONDS = 60  # generous: a loaded CI machine starts slowly, and waiting ends as soon as the service is ready


class UnlikeError(Exception):
    """The service does not do what it promises."""


def same_answers(python: Path, package: str, folder: Path, rows: Path) -> None:
    """Compare the answers of the service with those of `predict`, and stop it.

    Args:
        python: the interpreter of the project's environment.
        package: the project's package.
        folder: the project's folder.
        rows: a CSV file of rows to predict for.

    Raises:
        UnlikeError: an answer differs, the service accepts an invalid row, or it does not stop cleanly.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(python), "-m", f"{package}.service", "--port", str(port)]
    service = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(service, address)
        with rows.open(newline="", encoding="utf-8") as file:
            inputs = [{name: _value(text) for name, text in row.items()} for row in csv.DictReader(file)]
        _compare(_predictions(address, inputs), _predicted(python, package, folder, rows))
        _refused(address)
    finally:
        service.send_signal(signal.SIGTERM)
        text = service.communicate(timeout=SECONDS)[0]
    lines = [json.loads(line) for line in text.splitlines()]
    if service.returncode not in (0, -signal.SIGTERM) or not lines:
        raise UnlikeError(f"the service ended with {service.returncode}:\n{text}")


def _wait(service: subprocess.Popen[str], address: str) -> None:
    for _ in range(SECONDS * 10):
        if service.poll() is not None:
            raise UnlikeError(f"the service ended with {service.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"{address}/health/ready") as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise UnlikeError(f"the service was not ready after {SECONDS} seconds")


def _predictions(address: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    body = json.dumps({"rows": rows}).encode()
    request = urllib.request.Request(f"{address}/predict", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        found: list[dict[str, Any]] = json.load(answer)["predictions"]
        return found


def _refused(address: str) -> None:
    try:
        _predictions(address, [{"no such column": 1}])
    except urllib.error.HTTPError as error:
        if error.code == 422:
            return
    raise UnlikeError("a row without the columns of the model was not refused with status 422")


def _predicted(python: Path, package: str, folder: Path, rows: Path) -> list[dict[str, str]]:
    command = [str(python), "-m", package, "predict", str(rows)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(result.stdout)))


def _compare(answers: list[dict[str, Any]], predicted: list[dict[str, str]]) -> None:
    if len(answers) != len(predicted):
        raise UnlikeError(f"{len(answers)} answers to {len(predicted)} rows")
    for number, (one, two) in enumerate(zip(answers, predicted, strict=True), 1):
        if one.keys() != two.keys() or not all(_same(one[name], two[name]) for name in one):
            raise UnlikeError(f"row {number}: the service returns {one}, predict returns {two}")


def _same(value: object, text: str) -> bool:
    if isinstance(value, float):
        return math.isclose(value, float(text), rel_tol=1e-9)
    return str(value) == text


def _value(text: str) -> object:
    """Return a cell of a CSV file as a JSON value."""
    if text in {"True", "False"}:
        return text == "True"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None
