"""HTTP service for the predictions of `predict`: `python -m {{ cookiecutter.package }}.service`."""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import json
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from . import predict, service_log
from ._runtime import artifacts
from .service_rows import Fault, RefusedError, columns_of, faults_of, row_schema, table_of

NAME = "{{ cookiecutter.project_slug }}"
MAX_ROWS = 1000
MAX_BYTES = 1_000_000
GRACE = 20
"""Seconds that current requests have to finish when the service stops."""

logger = logging.getLogger(f"{__package__}.service")


class Question(BaseModel):
    """Rows to predict for."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MAX_ROWS, json_schema_extra={"items": row_schema()})


class Answer(BaseModel):
    """One prediction for each row, in order, and the digest of the model."""

    predictions: list[dict[str, Any]]
    model: str


class Refusal(BaseModel):
    """The faults of a request, each with its row and column if it has one."""

    detail: list[Fault]


@dataclass
class Loaded:
    """The model of a run, in memory.

    Args:
        file: its file, an output of `run`.
        state: `loading`, `ready` or `failed`.
        model: the model itself.
        about: its metadata: class, digest and versions of libraries.
    """

    file: Path
    state: str = "loading"
    model: Any = None
    about: dict[str, Any] = field(default_factory=dict)

    def load(self) -> None:
        """Load the model; a failure is logged and reported by the health checks."""
        try:
            self.model = artifacts.load_model(self.file)
            self.about = json.loads(self.file.with_suffix(".json").read_text(encoding="utf-8"))
            columns = columns_of(self.model)
        except Exception:  # unpickling can raise anything
            logger.exception("cannot load the model: %s", self.file)
            self.state = "failed"
        else:
            self.state = "ready"
            logger.info("model ready", extra={"fields": {"model": self.about["sha256"], "columns": columns}})


def make_app(file: Path) -> FastAPI:
    """Return the service.

    Args:
        file: the model, which is loaded in the background when the service starts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(asyncio.to_thread(app.state.loaded.load))
        yield
        await loading

    app = FastAPI(title=NAME, version=version(), lifespan=lifespan)
    app.state.loaded = Loaded(file)
    app.get("/health/live")(live)
    app.get("/health/ready")(ready)
    app.get("/version")(about)
    app.post("/predict", responses={422: {"model": Refusal}})(answer)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(RefusedError, refuse)
    app.add_middleware(service_log.Guard, max_bytes=MAX_BYTES)
    return app


def version() -> str:
    """Return the version of the installed project."""
    try:
        return importlib.metadata.version(NAME)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def loaded_of(request: Request) -> Loaded:
    """Return the model, loaded or not."""
    loaded: Loaded = request.app.state.loaded
    return loaded


def ready_of(request: Request) -> Loaded:
    """Return the model once it is loaded.

    Raises:
        HTTPException: it is not.
    """
    loaded = loaded_of(request)
    if loaded.state != "ready":
        raise HTTPException(503, f"the model is not ready: {loaded.state}")
    return loaded


def live(loaded: Annotated[Loaded, Depends(loaded_of)]) -> dict[str, str]:
    """Report that the service is alive; if the model could not be loaded, it has to be restarted."""
    if loaded.state == "failed":
        raise HTTPException(503, "the model could not be loaded; see the log")
    return {"status": "live"}


def ready(loaded: Annotated[Loaded, Depends(ready_of)]) -> dict[str, str]:
    """Report that the model is loaded."""
    return {"status": loaded.state}


def about(loaded: Annotated[Loaded, Depends(ready_of)]) -> dict[str, Any]:
    """Return the version of the code and the metadata of the model."""
    return {"name": NAME, "version": version(), "model": loaded.about, "columns": columns_of(loaded.model)}


def answer(question: Question, loaded: Annotated[Loaded, Depends(ready_of)]) -> Answer:
    """Predict for each row; invalid rows are refused with row, column and reason."""
    rows = table_of(question.rows, loaded.model)
    try:
        predictions = predict.predict(loaded.model, rows)
    except ValueError as error:
        raise RefusedError(faults_of(error)) from error
    known = predictions.astype(object).where(predictions.notna(), None)  # JSON has no NaN
    answers = [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]
    return Answer(predictions=answers, model=loaded.about["sha256"])


def refuse(_: Request, error: Exception) -> JSONResponse:
    """Return the response to an invalid request, found by us or by FastAPI."""
    faults = error.faults if isinstance(error, RefusedError) else []
    if isinstance(error, RequestValidationError):
        faults = _shape_faults(error)
    return JSONResponse({"detail": [fault.model_dump() for fault in faults[:100]]}, 422)


def _shape_faults(error: RequestValidationError) -> list[Fault]:
    """Return the faults of a body that is not a `Question`, without the values in it."""
    faults = []
    for fault in error.errors():
        place = fault["loc"][1:]
        row = place[1] if place[:1] == ("rows",) and len(place) > 1 else None
        where = "rows: " if place[:1] == ("rows",) else ""
        faults.append(Fault(row=row, reason=f"{where}{fault['msg']}"))
    return faults


def make_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Return the server, which lets current requests finish when it stops."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl+C.

    Args:
        arguments: the command-line arguments, by default those of the process.

    Returns:
        The exit status: 0 after a requested stop.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}.service", description="Serve predictions over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    model = artifacts.outputs / "models" / f"{predict.MODEL}.pkl"
    parser.add_argument("--model", type=Path, default=model, metavar="FILE", help="stored model (default: that of the last run)")
    options = parser.parse_args(arguments)
    if not options.model.is_file():
        parser.exit(2, f"{__package__}: {options.model} does not exist; create it with `python -m {__package__} run`\n")
    service_log.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # uvicorn raises the signal again after the last response
    make_server(make_app(options.model), options.host, options.port).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
