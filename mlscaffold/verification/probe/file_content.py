"""The content of a file as a value, by its format; what its format records of the moment of writing is left out."""

from __future__ import annotations

import contextlib
import csv
import gzip
import importlib
import io
import json
import pickle
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLES = (".csv", ".tsv")
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
DATES = rb"/(?:CreationDate|ModDate) ?\([^)]*\)|%%CreationDate:[^\r\n]*"
IDENTIFIERS = rb"<dc:date>[^<]*</dc:date>|\b(?:id|xlink:href|clip-path)=\"[^\"]*\"|url\(#\w+\)"
MOMENTS = {
    ".pdf": DATES, ".ps": DATES, ".eps": DATES, ".svg": IDENTIFIERS,
    ".html": rb"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",
}  # fmt: skip
"""What a format records of the moment of writing, and identifiers that are drawn for each file."""
DECIMAL = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?")
LARGEST_FIELD = 10_000_000  # characters of a field of a table: texts of whole documents are kept in some


def content_of(path: Path, package: str = "") -> Any:
    """Return the content of a file.

    Args:
        path: the file.
        package: the project's package, whose classes were the notebook's own.
    """
    return _content(path.read_bytes(), path.suffix.lower(), package)


def _content(content: bytes, suffix: str, package: str) -> Any:
    if content.startswith(b"\x1f\x8b"):
        return _content(gzip.decompress(content), "", package)
    if content.startswith(b"SQLite format 3\0"):
        return _database(content)
    if suffix in (".json", ".ipynb", ".geojson"):
        return json.loads(content)
    if suffix in (".jsonl", ".ndjson"):
        return list(map(json.loads, content.splitlines()))
    if suffix in IMAGES:
        return _image(content)
    if suffix in READERS:
        return _frame(content, READERS[suffix])
    if content.startswith(b"\x93NUMPY"):
        # The notebook or its project has just written the file, and their own code ran in the same sandbox.
        return importlib.import_module("numpy").load(io.BytesIO(content), allow_pickle=True)  # noqa: MLS521 see above
    if content.startswith(b"PK\x03\x04"):
        return _archive(content, package)
    if content.startswith(b"\x80") or suffix in (".pkl", ".pickle", ".joblib", ".sav"):
        return _unpickled(content, package)
    return _text(content, suffix)


READERS: dict[str, str] = {
    ".parquet": "read_parquet", ".pq": "read_parquet", ".feather": "read_feather", ".orc": "read_orc",
    ".xlsx": "read_excel", ".xls": "read_excel", ".dta": "read_stata",
}  # fmt: skip
"""Functions of pandas that read a format."""


def _frame(content: bytes, reader: str) -> Any:
    pandas = importlib.import_module("pandas")
    options: dict[str, Any] = {"sheet_name": None, "header": None} if reader == "read_excel" else {}
    return getattr(pandas, reader)(io.BytesIO(content), **options)


def _image(content: bytes) -> Any:
    image = importlib.import_module("PIL.Image").open(io.BytesIO(content))
    return importlib.import_module("numpy").asarray(image)


def _archive(content: bytes, package: str) -> dict[str, Any]:
    """Return the members of an archive, without their times."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        return {name: _content(archive.read(name), Path(name).suffix.lower(), package) for name in names}


def _database(content: bytes) -> dict[str, Any]:
    """Return the tables of a database: how each is made, and its rows."""
    sqlite3: Any = importlib.import_module("sqlite3")  # which some builds of Python lack
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "database")
        path.write_bytes(content)
        with contextlib.closing(sqlite3.connect(str(path))) as connection:
            made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            return {
                name: [sql, connection.execute(f'SELECT * FROM "{name}"').fetchall()]  # noqa: S608  of our copy
                for name, sql in made
            }


def _text(content: bytes, suffix: str) -> Any:
    """Return the lines of a text, those of a table as fields; bytes that are no text stay as they are."""
    content = re.sub(MOMENTS[suffix], b"", content) if suffix in MOMENTS else content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    if "\0" in text:
        return content
    if suffix in TABLES:
        csv.field_size_limit(LARGEST_FIELD)
        delimiter = "\t" if suffix == ".tsv" else ","
        return [list(map(_field, row)) for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    return [[_field(word) for word in re.split(r"([\s,;:]+)", line)] for line in text.splitlines()]


def _field(text: str) -> Any:
    """Return a decimal as a float, anything else as it is."""
    return float(text) if DECIMAL.fullmatch(text) else text


class _Stub:
    """Holds what a class of the notebook or of the project holds: neither can be imported here."""

    def __new__(cls, *arguments: Any, **keywords: Any) -> Any:
        made = super().__new__(cls)
        made.__dict__.update(
            {f"argument {number}": part for number, part in enumerate(arguments)}, **keywords
        )
        return made

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state if isinstance(state, dict) else {"state": state})


_stubs: dict[str, type] = {}


def _find(find: Callable[[str, str], Any], module: str, name: str, package: str) -> Any:
    """Return a class or function that a pickle names."""
    if module != "__main__" and module.partition(".")[0] != package:
        return find(module, name)
    last = name.rpartition(".")[2]
    return _stubs.setdefault(last, type(last, (_Stub,), {"__module__": "__main__"}))


def _unpickled(content: bytes, package: str) -> Any:
    """Return the object of a pickle, or of a file of joblib, which has arrays between pickles."""

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            return _find(super().find_class, module, name, package)

    try:
        return Reader(io.BytesIO(content)).load()
    except Exception:  # noqa: BLE001  joblib's own format fails in many ways
        return _of_joblib(content, package)


def _of_joblib(content: bytes, package: str) -> Any:
    module = importlib.import_module("joblib.numpy_pickle")
    unpickler: Any = module.NumpyUnpickler
    original = pickle._Unpickler.find_class  # noqa: SLF001  # its base class
    unpickler.find_class = lambda self, of, name: _find(lambda *one: original(self, *one), of, name, package)
    return importlib.import_module("joblib").load(io.BytesIO(content))
