"""Gives each request an ID, limits its size, and logs it as one line of JSON."""

from __future__ import annotations

import asyncio
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
DISCARDED = 100  # times the largest body: more than this is no mistake, and the connection is closed
QUIET = 2.0  # seconds without a byte: the caller has sent what it had, and waits
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The ID of the current request."""

logger = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the record's `fields` next to its message."""
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
    """Log all messages and warnings to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)


class Guard:
    """Identifies, limits and logs the requests to an application.

    Args:
        app: the application.
        max_bytes: the maximum size of a body.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and log its outcome."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        headers = Headers(scope=scope)
        identifier = _valid_id(headers.get(HEADER, ""))
        request_id.set(identifier)

        async def identified(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identifier
            await send(message)

        try:
            if int(headers.get("content-length", 0)) > self.max_bytes:
                if "expect" not in headers:  # such a caller sends nothing before the answer to its header
                    await self._discard(receive)
                await JSONResponse({"detail": self._too_large}, 413)(scope, receive, identified)
            else:
                await self.app(scope, self._limited(receive), identified)
        except Exception:  # unexpected errors get a response too, with the ID to look up in the log
            logger.exception("the request failed")
            if not status:
                await JSONResponse({"detail": "internal error"}, 500)(scope, receive, identified)
        finally:
            _log(scope, status, time.perf_counter() - started)

    @property
    def _too_large(self) -> str:
        return f"the body exceeds {self.max_bytes} bytes"

    async def _discard(self, receive: Receive) -> None:
        """Read what is still being sent, up to a limit: many callers read no response before that is done."""
        left = DISCARDED * self.max_bytes
        while left > 0:
            reading = asyncio.ensure_future(receive())
            done, _ = await asyncio.wait({reading}, timeout=QUIET)
            if not done:
                reading.cancel()
                return
            message = reading.result()
            left -= len(message.get("body", b""))
            if not message.get("more_body"):
                return

    def _limited(self, receive: Receive) -> Receive:
        """Return a reader that limits a body of unknown length."""
        count = 0

        async def read() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > self.max_bytes:
                await self._discard(receive)
                raise HTTPException(413, self._too_large)
            return message

        return read


def _valid_id(value: str) -> str:
    """Return the caller's ID if it is safe to log, otherwise a new one."""
    return value if re.fullmatch(r"[\w.-]{1,64}", value, re.ASCII) else uuid.uuid4().hex


def _log(scope: Scope, status: int, seconds: float) -> None:
    """Log a request; health checks only at debug level."""
    method, path = scope["method"], scope["path"]
    level = logging.DEBUG if path.startswith("/health/") else logging.INFO
    fields = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
    logger.log(level, "%s %s", method, path, extra={"fields": fields})
