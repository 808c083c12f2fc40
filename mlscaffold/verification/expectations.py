"""What a hardened project is compared with after edits, as one small file in the project, the same for the same run.

It holds fingerprints of all that was observed of the proven project, and the notebook that it comes from, without secrets.
Like the snapshot, the file is a tar that is compressed by bzip2: both formats are frozen.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.snapshot import EXPECTED
from mlscaffold.verification.observed_run import Nodes, Observed, ObservedFile, ObservedStage
from mlscaffold.verification.probe.compare_fingerprints import joined_chunks
from mlscaffold.verification.text_items import Item
from mlscaffold.verification.unstable import Places

FORMAT = 1  # of the file; a version of mlscaffold refuses one with a higher number
VALUES = "expected.json"
NOTEBOOK = "notebook/"
"""The folder of the notebook and of the modules beside it."""
BUDGET = 1_000_000
"""Bytes of the file: what a clone may bear, ten times what a usual project needs. Larger ones lose sums, then local variables."""
MOST_TEXT = 300_000  # characters of text that are kept: some 5,000 lines, of which people read the first
ANYTHING = {"kind": "secret"}
"""Replaces a value that holds a secret or is unstable; it equals any value."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that the project reads.

    Args:
        path: its path beside the notebook.
        sha256: its digest, "" if it was not there.
    """

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NotProven:
    """A value that already differed from the notebook's when the project was hardened."""

    stage: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What was observed of the proven project.

    Args:
        package: its package.
        notebook: name of the notebook's file.
        observed: what was observed.
        files: fingerprints of the content of the files that it wrote, by path.
        data: the files that it reads, by their place in the project.
        unstable: places in what was observed that two runs do not agree on, by key.
        not_proven: what differed from the notebook.
        without_locals: whether local variables were left out, because they took too much room.
    """

    package: str
    notebook: str
    observed: Observed
    files: Nodes = field(default_factory=dict)
    data: Mapping[str, DataFile] = field(default_factory=dict)
    unstable: Mapping[str, Places] = field(default_factory=dict)
    not_proven: tuple[NotProven, ...] = ()
    without_locals: bool = False


def packed(expected: Expected, notebook: tuple[PlannedFile, ...]) -> PlannedFile:
    """Return expectations as a file of the project.

    Args:
        expected: the expectations.
        notebook: the notebook without secrets and outputs, and the modules beside it.
    """
    content = _archive(expected, notebook)
    for smaller in (_coarser, _without_locals):
        if len(content) > BUDGET:
            expected = smaller(expected)
            content = _archive(expected, notebook)
    return PlannedFile(EXPECTED, content)


def _archive(expected: Expected, notebook: tuple[PlannedFile, ...]) -> bytes:
    import bz2

    values = json.dumps(_as_json(expected), ensure_ascii=False, separators=(",", ":"))
    files = (PlannedFile(VALUES, values.encode("utf-8", "surrogatepass")), *notebook)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for file in files:
            member = tarfile.TarInfo(file.path if file.path == VALUES else NOTEBOOK + file.path)
            member.size = len(file.content)
            tar.addfile(member, io.BytesIO(file.content))
    return bz2.compress(out.getvalue())


def _coarser(expected: Expected) -> Expected:
    """Return expectations with fewer sums of each array."""

    def coarser(node: Any) -> Any:
        if isinstance(node, list):
            return [coarser(part) for part in node]
        if not isinstance(node, dict):
            return node
        found = {key: coarser(part) for key, part in node.items() if key != "chunks"}
        return found | ({"chunks": joined_chunks(node["chunks"])} if "chunks" in node else {})

    return replace(expected, observed=_changed(expected.observed, coarser))


def _without_locals(expected: Expected) -> Expected:
    """Return expectations without local variables."""
    stages = tuple(replace(stage, locals={}) for stage in expected.observed.stages)
    return replace(expected, observed=replace(expected.observed, stages=stages), without_locals=True)


def unpacked(content: bytes, where: str = EXPECTED) -> tuple[Expected, tuple[PlannedFile, ...]]:
    """Return the expectations in some bytes, with the notebook and the modules beside it.

    Args:
        content: the bytes.
        where: their file, for messages.

    Raises:
        MlscaffoldError: they are damaged, or written by a newer version.
    """
    import bz2

    try:
        with tarfile.open(fileobj=io.BytesIO(bz2.decompress(content)), mode="r:") as tar:
            files = {member.name: _content(tar, member) for member in tar}
        found = json.loads(files.pop(VALUES).decode("utf-8", "surrogatepass"))
        if found["format"] > FORMAT:
            raise MlscaffoldError(
                "written by a newer mlscaffold", where=where, hint="Install the newest version"
            )
        beside = tuple(PlannedFile(path.removeprefix(NOTEBOOK), part) for path, part in files.items())
        return _expected(found), beside
    except (OSError, EOFError, ValueError, KeyError, TypeError, tarfile.TarError) as error:
        hint = f"Restore an older one: git log -- {where}"
        raise MlscaffoldError("the recorded expectations are damaged", where=where, hint=hint) from error


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file is not None else b""


def _as_json(expected: Expected) -> dict[str, Any]:
    observed = expected.observed
    return {
        "format": FORMAT,
        "package": expected.package,
        "notebook": expected.notebook,
        "stages": [asdict(stage) for stage in observed.stages],
        "settings": dict(observed.settings),
        "constants": dict(observed.constants),
        "end": dict(observed.end),
        "figures": [list(figure) for figure in observed.figures],
        "text": [_item_as_json(item) for item in _shortened(observed.items)],
        "cut": observed.cut or len(_shortened(observed.items)) < len(observed.items),
        "metrics": dict(observed.metrics),
        "written": {
            path: ["" if file.own else file.sha256, file.own] for path, file in observed.files.items()
        },
        "files": dict(expected.files),
        "data": {place: [file.path, file.sha256] for place, file in expected.data.items()},
        "unstable": {key: sorted(places) for key, places in expected.unstable.items()},
        "not proven": [asdict(one) for one in expected.not_proven],
        "without locals": expected.without_locals,
    }


def _shortened(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the first items, as many as are kept."""
    size = 0
    for number, item in enumerate(items):
        size += len(item.text) + sum(len(word) for text in item.texts for word in text)
        if size > MOST_TEXT:
            return items[:number]
    return items


def _item_as_json(item: Item) -> dict[str, Any]:
    """Return an item; what is as usual is left out."""
    flags = {name: True for name in ("shown", "optional", "elastic") if getattr(item, name)}
    texts = [" ".join(text) for text in item.texts]
    wild = {"wild": [sorted(places) for places in item.wild]} if item.wild else {}
    short = {} if [" ".join(item.text.split())] == texts else {"texts": texts}
    return {"text": item.text, "by": item.by, **short, **flags, **wild}


def _item(found: Mapping[str, Any]) -> Item:
    texts = tuple(tuple(text.split(" ")) if text else () for text in found.get("texts", ())) or (
        tuple(found["text"].split()),
    )
    wild = tuple(frozenset(places) for places in found.get("wild", ()))
    flags = {name: bool(found.get(name)) for name in ("shown", "optional", "elastic")}
    return Item(found["text"], texts, found["by"], wild=wild, **flags)


def _expected(found: Mapping[str, Any]) -> Expected:
    observed = Observed(
        tuple(ObservedStage(one["name"], one["outputs"], one["locals"]) for one in found["stages"]),
        found["settings"],
        found["constants"],
        found["end"],
        tuple((name, node) for name, node in found["figures"]),
        tuple(map(_item, found["text"])),
        found["metrics"],
        {path: ObservedFile(digest, own) for path, (digest, own) in found["written"].items()},
        cut=found["cut"],
    )
    return Expected(
        found["package"],
        found["notebook"],
        observed,
        found["files"],
        {place: DataFile(path, digest) for place, (path, digest) in found["data"].items()},
        {key: frozenset(places) for key, places in found["unstable"].items()},
        tuple(NotProven(**one) for one in found["not proven"]),
        found["without locals"],
    )


def keyed_nodes(observed: Observed) -> Iterator[tuple[str, Any]]:
    """Yield the key and the fingerprint of each value and figure of a run."""
    for stage in observed.stages:
        for name, node in (*stage.locals.items(), *stage.outputs.items()):
            yield f"{stage.name}/{name}", node
    for group, nodes in (
        ("setting", observed.settings),
        ("constant", observed.constants),
        ("end", observed.end),
    ):
        for name, node in nodes.items():
            yield f"{group}:{name}", node
    for name, node in observed.figures:
        yield f"figure:{name}", node
    for name, number in observed.metrics.items():
        yield f"metric:{name}", number


def without_secrets(expected: Expected, is_secret: Callable[[str], bool]) -> Expected:
    """Return expectations in which texts that hold a secret are replaced.

    Args:
        expected: the expectations.
        is_secret: whether a text holds a secret.
    """

    def clean(node: Any) -> Any:
        if isinstance(node, str):
            return dict(ANYTHING) if is_secret(node) else node
        if isinstance(node, list):
            return [clean(part) for part in node]
        return {key: clean(part) for key, part in node.items()} if isinstance(node, dict) else node

    items = tuple(_without_secret(item, is_secret) for item in expected.observed.items)
    observed = replace(_changed(expected.observed, clean), items=items)
    return replace(expected, observed=observed, files=clean(dict(expected.files)))


def _changed(observed: Observed, change: Callable[[Any], Any]) -> Observed:
    """Return a run with all fingerprints changed."""
    stages = tuple(
        ObservedStage(stage.name, change(dict(stage.outputs)), change(dict(stage.locals)))
        for stage in observed.stages
    )
    figures = tuple((name, change(node)) for name, node in observed.figures)
    groups = {name: change(dict(getattr(observed, name))) for name in ("settings", "constants", "end")}
    return replace(observed, stages=stages, figures=figures, **groups)


def _without_secret(item: Item, is_secret: Callable[[str], bool]) -> Item:
    if not any(is_secret(text) for text in (item.text, *(" ".join(text) for text in item.texts))):
        return item
    return Item("<secret>", (("<secret>",),), item.by, elastic=True)
