"""What surrounds each request: its number, a limit on its size, and its line in the log, which is one JSON object."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that is being answered."""

logger = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a record has as `fields` stands beside its message."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start() -> None:
    """Write all messages, warnings too, to the standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)


class Guard:
    """Numbers, limits and logs the requests to an application.

    Args:
        app: the application.
        max_bytes: the most that a body may hold.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0
        headers = Headers(scope=scope)
        number = _number(headers.get(HEADER, ""))
        request_id.set(number)

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        try:
            if int(headers.get("content-length", 0)) > self.max_bytes:
                await JSONResponse({"detail": self._too_large}, 413)(scope, receive, numbered)
            else:
                await self.app(scope, self._limited(receive), numbered)
        except Exception:  # what nobody has foreseen is answered too, with the number to look for in the log
            logger.exception("the request failed")
            if not status:
                await JSONResponse({"detail": "the service has failed"}, 500)(scope, receive, numbered)
        finally:
            _log(scope, status, time.perf_counter() - begun)

    @property
    def _too_large(self) -> str:
        return f"a body may hold {self.max_bytes} bytes"

    def _limited(self, receive: Receive) -> Receive:
        """Return what reads a body that does not say how long it is, up to the limit."""
        count = 0

        async def read() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > self.max_bytes:
                raise HTTPException(413, self._too_large)
            return message

        return read


def _number(given: str) -> str:
    """Return the number that a caller gave, if it is one that can stand in a log, or a new one."""
    return given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else uuid.uuid4().hex


def _log(scope: Scope, status: int, seconds: float) -> None:
    """Write the line of a request; health checks would only fill the log."""
    method, path = scope["method"], scope["path"]
    level = logging.DEBUG if path.startswith("/health/") else logging.INFO
    fields = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
    logger.log(level, "%s %s", method, path, extra={"fields": fields})
