"""The service predicts as `predict` does, refuses invalid requests, and loses no request when it stops."""

from __future__ import annotations

import http.client
import io
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from {{ cookiecutter.package }} import predict as predicting
from {{ cookiecutter.package }} import service
from {{ cookiecutter.package }}._runtime import artifacts
from {{ cookiecutter.package }}._runtime.cli import main
{%- if not cookiecutter.strict %}
from {{ cookiecutter.package }}._runtime.predict import Column
{%- endif %}
{%- if cookiecutter.strict %}
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.schema import FEATURES
{%- endif %}
from {{ cookiecutter.package }}.service_log import JsonLines

{% if cookiecutter.strict -%}
GOOD = {"distance_km": 120, "weight_kg": None, "carrier": "north", "express": False, "hour": 9}
WRONG = [
    ({"carrier": "pigeon"}, "carrier", "not pigeon"),
    ({"hour": 24}, "hour", "not 24"),
    ({"hour": 9.5}, "hour", "is not of type integer"),
    ({"hour": None}, "hour", "is missing"),
    ({"express": 1}, "express", "is not of type boolean"),
    ({"distance_km": "120"}, "distance_km", "is not of type number"),
    ({"distance_km": float("nan")}, "distance_km", "not_nullable"),
]
{%- else -%}
GOOD = {"more": 3, "less": 1, "other": "x"}
WRONG = [({"more": [3]}, "more", "is not of type scalar"), ({"more": {}}, "more", "is not of type scalar")]


class Difference:
    """A model that was fitted on two columns."""

    def predict(self, rows: pd.DataFrame) -> list[float]:
        """Return the difference of the two columns."""
        return (rows["more"] - rows["less"]).tolist()


class Plain(predicting.Predictor):
    """A predictor whose rows need no preparation."""

    def prepare(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows."""
        return rows
{%- endif %}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as a run stores it."""
    folder = tmp_path_factory.mktemp("outputs")
{%- if cookiecutter.strict %}
    assert main(["run", "--output", str(folder)]) == 0
    return folder / "models" / "model.pkl"
{%- else %}
    artifacts.start(folder)
    columns = tuple(Column(name, "float64", True, True, None, 1.0) for name in ("more", "less"))
    artifacts.save_model(predicting.MODEL, Plain(Difference(), None, columns, complete=False))
    return folder / "models" / f"{predicting.MODEL}.pkl"
{%- endif %}


@pytest.fixture(scope="module")
def port(file: Path) -> Iterator[int]:
    """The port of a service that is ready."""
    with serving(file) as number:
        wait_for(lambda: ask(number, "/health/ready")[0] == 200)
        yield number


@contextmanager
def serving(file: Path) -> Iterator[int]:
    """Serve a model in another thread."""
    number = free_port()
    server = service.make_server(service.make_app(file), "127.0.0.1", number)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield number
    finally:
        server.should_exit = True
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def ask(
    port: int, path: str, body: bytes | Iterable[bytes] | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Any, str]:
    """Return status, content and ID of the response to a request."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        known = {"Content-Type": "application/json", "Connection": "close", **(headers or {})}
        connection.request("POST" if body else "GET", path, body, known)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.headers["X-Request-ID"]


def predict(port: int, rows: list[Any]) -> tuple[int, Any, str]:
    return ask(port, "/predict", json.dumps({"rows": rows}).encode())


def test_the_service_predicts_as_predict_does(
    port: int, file: Path, {{ "" if cookiecutter.strict else "tmp_path: Path, " }}capsys: pytest.CaptureFixture[str]
) -> None:
{%- if cookiecutter.strict %}
    source = Config().parcels_csv
    rows = json.loads(pd.read_csv(source)[list(FEATURES.columns)].to_json(orient="records"))
{%- else %}
    source = tmp_path / "rows.jsonl"
    rows = [{"other": "x", "less": 1, "more": 3}, {"other": "y", "less": 2.5, "more": 7}]
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
{%- endif %}
    capsys.readouterr()
    assert main(["predict", str(source), "--model", str(file){{ "" if cookiecutter.strict else ', "--columns", ""' }}]) == 0
    predicted = pd.read_csv(io.StringIO(capsys.readouterr().out))
    status, answer, _ = predict(port, rows)
    assert status == 200
    assert answer["predictions"] == predicted.to_dict("records")
    assert answer["model"] == json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["sha256"]


@pytest.mark.parametrize(("change", "column", "reason"), WRONG)
def test_a_wrong_value_is_refused_with_its_position(port: int, change: dict[str, Any], column: str, reason: str) -> None:
    status, answer, _ = predict(port, [GOOD, GOOD | change])
    (fault,) = answer["detail"]
    assert (status, fault["row"], fault["column"]) == (422, 1, column)
    assert reason in fault["reason"]


def test_a_missing_column_is_named_in_each_row(port: int) -> None:
    rows = [{name: value for name, value in GOOD.items() if name != place} for place in list(GOOD)[:2]]
    status, answer, _ = predict(port, rows)
    assert status == 422
    assert [(fault["row"], fault["column"]) for fault in answer["detail"]] == list(enumerate(list(GOOD)[:2]))
{%- if not cookiecutter.strict %}


def test_a_value_that_the_model_cannot_take_is_refused(port: int) -> None:
    status, answer, _ = predict(port, [GOOD | {"more": "three"}])
    assert status == 422
    assert "three" in answer["detail"][0]["reason"]


def test_a_missing_prediction_is_null(port: int) -> None:
    status, answer, _ = predict(port, [GOOD | {"more": None}, GOOD])
    assert (status, answer["predictions"]) == (200, [{"prediction": None}, {"prediction": 2}])
{%- endif %}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "JSON decode error"),
        (b"{}", "Field required"),
        (b'{"rows": []}', "at least 1 item"),
        (b'{"rows": [3]}', "valid dictionary"),
        (json.dumps({"rows": [{}] * (service.MAX_ROWS + 1)}).encode(), "at most 1000 items"),
    ],
)
def test_a_body_without_rows_is_refused(port: int, body: bytes, reason: str) -> None:
    status, answer, _ = ask(port, "/predict", body)
    assert status == 422
    assert reason in answer["detail"][0]["reason"]


def test_a_body_that_is_too_large_is_refused_by_header_and_by_content(port: int) -> None:
    headers = {"Content-Length": str(service.MAX_BYTES + 1)}
    assert ask(port, "/predict", b"{", headers)[0] == 413
    assert ask(port, "/predict", iter([b" " * (service.MAX_BYTES + 1)]))[0] == 413


def test_a_caller_that_sends_a_large_body_first_gets_a_readable_refusal(port: int) -> None:
    whole = b" " * (20 * service.MAX_BYTES)
    for body in (whole, iter([whole[:1_000_000]] * 20)):
        status, answer, _ = ask(port, "/predict", body)
        assert (status, answer) == (413, {"detail": f"the body exceeds {service.MAX_BYTES} bytes"})


def test_it_is_ready_once_the_model_is_loaded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load, go = artifacts.load_model, threading.Event()
    monkeypatch.setattr(artifacts, "load_model", lambda path: load(path) if go.wait(60) else None)
    with serving(file) as number:
        assert ask(number, "/health/live")[0] == 200
        assert ask(number, "/health/ready")[0] == 503
        assert predict(number, [GOOD])[0] == 503
        go.set()
        wait_for(lambda: ask(number, "/health/ready")[0] == 200)
        assert predict(number, [GOOD])[0] == 200


def test_it_is_not_live_when_the_model_cannot_be_loaded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "model.pkl").write_bytes(b"none")
    (tmp_path / "model.json").write_text('{"sha256": "other"}', encoding="utf-8")
    with serving(tmp_path / "model.pkl") as number:
        wait_for(lambda: ask(number, "/health/live")[0] == 503)
        assert ask(number, "/health/ready")[0] == 503
    assert "cannot load the model" in caplog.text


def test_it_reports_version_and_model(port: int) -> None:
    status, about, _ = ask(port, "/version")
    assert (status, about["name"]) == (200, service.NAME)
    assert set(about["columns"]) <= set(GOOD)
    assert ask(port, "/openapi.json")[0] == 200


def test_a_request_keeps_its_id_if_it_is_safe_to_log(port: int) -> None:
    assert ask(port, "/version", headers={"X-Request-ID": "ab-12"})[2] == "ab-12"
    assert ask(port, "/version", headers={"X-Request-ID": "a b"})[2] != "a b"


def test_an_unexpected_failure_gets_a_response_with_its_id(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(predicting, "predict", lambda *_: 1 / 0)
    body = json.dumps({"rows": [GOOD]}).encode()
    status, answer, number = ask(port, "/predict", body, {"X-Request-ID": "ab-13"})
    assert (status, number) == (500, "ab-13")
    assert answer == {"detail": "internal error"}
    assert "ZeroDivisionError" in caplog.text


def test_an_error_is_one_line_of_json() -> None:
    error = ValueError("a\nb")
    record = logging.LogRecord("name", logging.ERROR, "", 0, "it %s", ("failed",), (ValueError, error, None))
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "it failed"
    assert "ValueError: a\nb" in json.loads(line)["error"]


def test_without_a_model_it_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        service.main(["--model", str(tmp_path / "none.pkl")])
    assert stopped.value.code == 2
    assert "none.pkl" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_a_current_request_gets_a_response_when_the_service_stops(file: Path) -> None:
    number = free_port()
    with started(file, number) as process:
        wait_for(lambda: accepts(number) and ask(number, "/health/ready")[0] == 200)
        body = json.dumps({"rows": [GOOD]}).encode()
        with socket.create_connection(("127.0.0.1", number), timeout=60) as connection:
            head = f"POST /predict HTTP/1.1\r\nHost: it\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            connection.sendall(f"{head}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n".encode())
            assert b" 100 " in connection.recv(1000)
            process.terminate()
            wait_for(lambda: not accepts(number))
            connection.sendall(body)
            assert b" 200 OK" in connection.recv(1000)
        lines = [json.loads(line) for line in process.communicate(timeout=60)[0].splitlines()]
    assert process.returncode == 0
    assert ("POST", "/predict", 200) in {(line.get("method"), line.get("path"), line.get("status")) for line in lines}
    assert all(line["time"] and line["level"] for line in lines)


@contextmanager
def started(file: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Start the service as users do."""
    folders = [Path(service.__file__).parents[1], Path(__file__).parent]
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, folders))}
    command = [sys.executable, "-m", service.__name__, "--port", str(port), "--model", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables) as process:
        try:
            yield process
        finally:
            process.kill()


def accepts(port: int) -> bool:
    """Return whether a connection is accepted."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return False
    return True
