"""Answers over HTTP what `predict` answers on the command line: `python -m {{ cookiecutter.package }}.service`."""

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

from . import artifacts, predict, service_log
from .service_rows import Fault, RefusedError, columns_of, faults_of, row_schema, table_of

NAME = "{{ cookiecutter.project_slug }}"
MAX_ROWS = 1000
MAX_BYTES = 1_000_000
GRACE = 20
"""Seconds that requests under way have when the service is told to stop."""

logger = logging.getLogger(f"{__package__}.service")


class Question(BaseModel):
    """Rows to predict for."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MAX_ROWS, json_schema_extra={"items": row_schema()})


class Answer(BaseModel):
    """One prediction for each row, in their order, and the digest of the model that made them."""

    predictions: list[dict[str, Any]]
    model: str


class Refusal(BaseModel):
    """What is wrong with a request, each fault with its row and column where there is one."""

    detail: list[Fault]


@dataclass
class Loaded:
    """The model of a run, once it is in memory.

    Args:
        file: where `run` has stored it.
        state: `loading`, `ready` or `failed`.
        model: the model itself.
        about: what is stored beside it: its class, its digest, the libraries it was made with.
    """

    file: Path
    state: str = "loading"
    model: Any = None
    about: dict[str, Any] = field(default_factory=dict)

    def load(self) -> None:
        """Load the model; a failure is logged, and then told by the health checks."""
        try:
            self.model = artifacts.load_model(self.file)
            self.about = json.loads(self.file.with_suffix(".json").read_text(encoding="utf-8"))
            columns = columns_of(self.model)
        except Exception:  # unpickling can raise anything
            logger.exception("the model cannot be asked: %s", self.file)
            self.state = "failed"
        else:
            self.state = "ready"
            logger.info("the model is ready", extra={"fields": {"model": self.about["sha256"], "columns": columns}})


def make_app(file: Path) -> FastAPI:
    """Return the service.

    Args:
        file: the model, loaded in the background once the service starts.
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
    """Return what the service has loaded."""
    loaded: Loaded = request.app.state.loaded
    return loaded


def ready_of(request: Request) -> Loaded:
    """Return the same, or refuse to go on as long as there is no model."""
    loaded = loaded_of(request)
    if loaded.state != "ready":
        raise HTTPException(503, f"the model is not ready: {loaded.state}")
    return loaded


def live(loaded: Annotated[Loaded, Depends(loaded_of)]) -> dict[str, str]:
    """Say that the service works; it does not once loading the model has failed, and has to be started anew."""
    if loaded.state == "failed":
        raise HTTPException(503, "the model cannot be loaded; the log says why")
    return {"status": "live"}


def ready(loaded: Annotated[Loaded, Depends(ready_of)]) -> dict[str, str]:
    """Say that the model can be asked."""
    return {"status": loaded.state}


def about(loaded: Annotated[Loaded, Depends(ready_of)]) -> dict[str, Any]:
    """Say what answers: the version of the code, and what is known of the model."""
    return {"name": NAME, "version": version(), "model": loaded.about, "columns": columns_of(loaded.model)}


def answer(question: Question, loaded: Annotated[Loaded, Depends(ready_of)]) -> Answer:
    """Predict for each row; what breaks the contract is refused, with the row, the column and the reason."""
    rows = table_of(question.rows, loaded.model)
    try:
        predictions = predict.predict(loaded.model, rows)
    except ValueError as error:
        raise RefusedError(faults_of(error)) from error
    known = predictions.astype(object).where(predictions.notna(), None)  # JSON knows no NaN
    answers = [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]
    return Answer(predictions=answers, model=loaded.about["sha256"])


def refuse(_: Request, error: Exception) -> JSONResponse:
    """Turn a refusal, ours or that of FastAPI's own checks, into the body of an answer."""
    faults = error.faults if isinstance(error, RefusedError) else []
    if isinstance(error, RequestValidationError):
        faults = _shape_faults(error)
    return JSONResponse({"detail": [fault.model_dump() for fault in faults[:100]]}, 422)


def _shape_faults(error: RequestValidationError) -> list[Fault]:
    """Return what is wrong with a body that is no `Question`; the values themselves stay out of the answer."""
    faults = []
    for fault in error.errors():
        place = fault["loc"][1:]
        row = place[1] if place[:1] == ("rows",) and len(place) > 1 else None
        where = "rows: " if place[:1] == ("rows",) else ""
        faults.append(Fault(row=row, reason=f"{where}{fault['msg']}"))
    return faults


def make_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Return what listens for requests, and lets those under way finish when it is told to stop."""
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
        arguments: the command's words, by default those of the terminal.

    Returns:
        The exit status: 0 for a stop that was asked for.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}.service", description="Answer over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on, by default this machine only")
    parser.add_argument("--port", type=int, default=8000, help="by default 8000")
    model = artifacts.outputs / "models" / f"{predict.MODEL}.pkl"
    parser.add_argument("--model", type=Path, default=model, metavar="FILE", help="by default the last run's")
    options = parser.parse_args(arguments)
    if not options.model.is_file():
        parser.exit(2, f"{__package__}: there is no {options.model}; `python -m {__package__} run` makes it\n")
    service_log.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # uvicorn raises it again once all requests are answered
    make_server(make_app(options.model), options.host, options.port).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
