"""Contents of files that are no notebook, or one that is damaged; all are generated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def cell(source: object, kind: str = "code", **more: object) -> dict[str, Any]:
    """Return a cell."""
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **extra, **more}


def notebook(*cells: object, **more: object) -> bytes:
    """Return a notebook's file."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


GOOD = notebook(cell("x = 1\nprint(x)"))
OTHERS = ("R", "julia", "scala", "javascript", "bash", "sql", "c++", "")
"""Languages of kernels; a notebook with the last is taken for Python."""


def contents() -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of `.ipynb` files."""
    yield from _broken()
    yield from _encodings()
    yield from _structures()
    yield from _cells()
    yield from _outputs()


def _broken() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "spaces", b" \n\t\r\n "
    yield "null bytes", b"\0" * 2_000
    yield "binary", bytes(range(256)) * 20
    yield "zip", b"PK\x03\x04" + bytes(400)
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(400)
    yield "cut off", GOOD[:-20]
    yield "cut in a string", GOOD[: GOOD.index(b"print") + 3]
    yield "twice", GOOD * 2
    yield "text after it", GOOD + b"\nend"
    yield "comma at the end", GOOD[:-1] + b",}"
    yield "single quotes", GOOD.replace(b'"', b"'")
    yield "comments", b"// saved by hand\n" + GOOD
    yield "NaN as a version", GOOD.replace(b'"nbformat": 4', b'"nbformat": NaN')
    yield "a number with many digits", GOOD.replace(b'"nbformat": 4', b'"nbformat": 4' + b"0" * 6_000)
    yield "a web page", b"<!DOCTYPE html><html></html>"
    yield "a pointer of Git LFS", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
    yield "conflict", b"<<<<<<< HEAD\n" + GOOD + b"\n=======\n" + GOOD + b"\n>>>>>>> other\n"
    yield "conflict in a cell", GOOD.replace(b'"x = 1', b'\n<<<<<<< a\n"x = 1\n=======\n"y\n>>>>>>> b\n')
    for depth in (5_000, 200_000):
        yield f"lists {depth} deep", b"[" * depth + b"]" * depth
        yield (
            f"metadata {depth} deep",
            GOOD.replace(b'"metadata": {}', b'"metadata": ' + b'{"a":' * depth + b"1" + b"}" * depth, 1),
        )


def _encodings() -> Iterator[tuple[str, bytes]]:
    text = notebook(cell("name = 'é'")).decode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "latin-1", "cp037"):
        yield f"in {encoding}", json.dumps(json.loads(text), ensure_ascii=False).encode(encoding)
    yield "half a character", GOOD.replace(b"x = 1", b"x = '\xc3'")
    yield "a surrogate", GOOD.replace(b"x = 1", b"x = '\\ud800'")
    for name, text in {
        "NUL": "x = 1\0", "U+2028": "x = '\u2028'", "U+2028 between": "x = 1\u2028y = 2", "form feed": "x = 1\n\fy = 2",
        "vertical tab": "x = 1\x0by = 2", "escape": "x = '\x1b[31m'", "a bell in code": "x\x07 = 1",
        "right to left": "x = 1  # \u202e evil", "BOM inside": "x = 1\n\ufeffy = 2", "no-break space": "x\xa0= 1",
        "old line ends": "x = 1\ry = 2\r", "NEL": "x = 1\x85y = 2", "an emoji as a name": "😀 = 1",
    }.items():  # fmt: skip
        yield f"code with {name}", notebook(cell(text))


def _structures() -> Iterator[tuple[str, bytes]]:
    for value in ("null", "1", '"text"', "[]", "{}", "[1, 2]", "true", '{"cells": null}', '{"cells": {}}'):
        yield f"only {value}", value.encode()
    for version in (0, 1, 2, 3, 5, 99, -1, "four", None, 4.5, [4]):
        yield f"version {version}", notebook(cell("x = 1"), nbformat=version)
    yield "no version", b'{"cells": [{"cell_type": "code", "source": "x = 1"}]}'
    yield "version 3 with cells", notebook(nbformat=3, worksheets=[{"cells": [{"cell_type": "code"}]}])
    yield "version 3 with numbers", notebook(nbformat=3, worksheets=[1, 2])
    for language in OTHERS:
        yield (
            f"language {language!r}",
            notebook(cell("x = 1"), metadata={"language_info": {"name": language}}),
        )
    yield "language as a list", notebook(cell("x = 1"), metadata={"kernelspec": {"language": ["R"]}})
    yield "metadata as a list", notebook(cell("x = 1"), metadata=[1])
    yield "no cells", notebook()
    yield "only text", notebook(cell("# Title", "markdown"))
    yield "only empty cells", notebook(cell(""), cell("  \n"))


def _cells() -> Iterator[tuple[str, bytes]]:
    for value in (None, 1, "x = 1", [], True):
        yield f"a cell {value!r}", notebook(cell("x = 1"), value)
    for value in (None, 1, {}, [None, 1, "x = 1"], [["x"]], True):
        yield f"source {value!r}", notebook(cell("x = 1"), cell(value))
    for value in (None, 7, "unknown", ["code"]):
        yield f"type {value!r}", notebook(cell("x = 1"), cell("y = 1") | {"cell_type": value})
    for value in ("9", -1, 10**30, [1], 1.5):
        yield f"count {value!r}", notebook(cell("x = 1", execution_count=value))
    yield "tags of numbers", notebook(cell("x = 1", metadata={"tags": [1, None, {}]}))
    yield "tags as text", notebook(cell("x = 1", metadata={"tags": "parameters"}))
    yield "the same id twice", notebook(cell("x = 1", id="a"), cell("y = 1", id="a"))
    yield (
        "attachments as a list",
        notebook(cell("x = 1"), cell("![x](attachment:x)", "markdown", attachments=[1])),
    )


def _outputs() -> Iterator[tuple[str, bytes]]:
    for value in (
        None, 1, "text", {}, [1, None], [{}], [{"output_type": 1}], [{"output_type": "stream", "text": 5}],
        [{"output_type": "stream", "name": None, "text": [1]}], [{"output_type": "display_data", "data": []}],
        [{"output_type": "execute_result", "data": {"text/plain": {"a": 1}, "image/png": "!!"}}],
        [{"output_type": "display_data", "data": {"text/html": 1, "image/png": [1, None]}, "metadata": 1}],
        [{"output_type": "error", "ename": None, "evalue": 1, "traceback": "x"}],
        [{"output_type": "error", "traceback": [1, {}]}],
    ):  # fmt: skip
        yield f"outputs {str(value)[:70]}", notebook(cell("print(1)", outputs=value))
