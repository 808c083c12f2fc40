"""Secrets of a hundred kinds are in no byte of what hardening leaves; what only looks like one stays."""

from __future__ import annotations

import base64
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mlscaffold.commands.harden import HardenResult, RunOptions, harden
from mlscaffold.hardening.secrets_to_environment import Clean, remove_secrets
from mlscaffold.notebook.magics import to_python_cells
from tests.hardening.innocent import INNOCENT
from tests.hardening.planted import Draw, Planted, planted, write
from tests.reporting.small import notebook_of

PLANTED = planted()
IN_CODE = {
    name: one
    for name, one in PLANTED.items()
    if one.code and not one.files and not one.output and not one.metadata
}
GROUP = 20  # kinds in a notebook: fewer cost more time, more would hide each other
AT_LEAST = 80

FORMS = (
    "{name} = {value!r}",
    "f({name}={value!r})",
    "settings = {{{name!r}: {value!r}}}",
    "df[{name!r}] = {value!r}",
    "if {name} == {value!r}: pass",
    "def f({name}={value!r}): pass",
    "text = '''\n{name}: {value}\n'''",
    "# {name} = {value!r}",
)

FROM_OUTSIDE = (
    """import base64, json, os
from urllib.parse import quote
token = os.environ["SHOP_TOKEN"]
password = json.load(open("credentials.json"))["password"]
other = dict(line.split("=", 1) for line in open(".env").read().split())["API_KEY"]""",
    """headers = {"Authorization": f"Bearer {token}"}
basic = base64.b64encode(f"ann:{password}".encode()).decode()
url = f"https://host.local/?key={quote(other)}"
in_hex = token.encode().hex()
print(headers, basic)
url""",
    """rows = [{"name": "ann", "token": token}, {"name": "bob", "token": password}]
with open("rows.txt", "w") as file:
    file.write(json.dumps(rows))""",
    """sizes = [len(row["token"]) for row in rows]
total = sum(sizes)
print(total)""",
)
"""A notebook that reads its secrets as it should, and has them in many values and texts."""


def clean(*cells: str) -> Clean:
    notebook = notebook_of(cells)
    return remove_secrets(notebook, to_python_cells(notebook))


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of all files below a folder, archives unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path), str(path).encode() + path.read_bytes()
            if path.suffix == ".bz2":
                with tarfile.open(path) as archive:
                    files = ((member.name, archive.extractfile(member)) for member in archive)
                    yield from ((f"{path}:{name}", file.read()) for name, file in files if file)


def hardened(
    folder: Path, notebook: Path, monkeypatch: pytest.MonkeyPatch, options: RunOptions | None = None
) -> tuple[HardenResult, Path]:
    """Harden a notebook; its temporary files and caches are below the folder that is returned."""
    left = folder / "left"
    left.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(left))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return harden(notebook, left / "project", sys.executable, False, options), left


def found_in(
    result: HardenResult, left: Path, secrets: Mapping[str, tuple[str, ...]], printed: str
) -> list[str]:
    """Return the kinds of secrets that something contains, each with its place."""
    texts = [("terminal", f"{result.report}\n{printed}".encode()), ("JSON", repr(result.as_json()).encode())]
    everything = [*contents(left), *texts]
    return [
        f"{kind} in {place}"
        for place, content in everything
        for kind, values in secrets.items()
        if any(value.encode() in content for value in values)
    ]


def test_there_are_enough_kinds() -> None:
    assert len(PLANTED) >= AT_LEAST
    assert len(INNOCENT) >= 60


@pytest.mark.parametrize("name", IN_CODE)
def test_a_secret_is_removed_from_code(name: str) -> None:
    item = IN_CODE[name]
    found = clean(*item.code)
    texts = "\n".join([cell.source for cell in (*found.cells, *found.notebook.cells)])
    assert not [secret for secret in item.secrets if secret in texts]
    assert all(compile(cell.source, "cell", "exec") for cell in found.cells)
    assert not {secret for secret in item.secrets if secret in repr(found.changes)}


@pytest.mark.parametrize("name", INNOCENT)
def test_what_only_looks_like_a_secret_stays(name: str) -> None:
    for form in FORMS:
        cell = form.format(name=name, value=INNOCENT[name])
        found = clean(cell)
        assert (found.cells[0].source, found.secrets, found.changes) == (cell, (), ())


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["planted", "another"])
def test_nothing_that_hardening_leaves_has_a_secret(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    items = list(planted(seed).items())
    for start in range(0, len(items), GROUP):
        group = dict(items[start : start + GROUP])
        folder = tmp_path / str(start)
        folder.mkdir()
        result, left = hardened(folder, write(folder, group), monkeypatch)
        secrets = {name: one.secrets for name, one in group.items()}
        assert found_in(result, left, secrets, "".join(capfd.readouterr())) == []


@pytest.mark.slow
def test_no_run_leaves_a_secret_of_the_environment_or_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    draw = Draw("outside")
    token, password, key = "SecretOfTheUser4471", draw.text(18), draw.text(24)
    files = {"credentials.json": f'{{"password": "{password}"}}', ".env": f"API_KEY={key}\n"}
    monkeypatch.setenv("SHOP_TOKEN", token)
    notebook = write(tmp_path, {"outside": Planted((), FROM_OUTSIDE, files=files)})
    progress: list[str] = []
    result, left = hardened(tmp_path, notebook, monkeypatch, RunOptions(120, False, progress.append))
    secrets = {
        "the variable": (token, token.encode().hex()),
        "the file": (password, base64.b64encode(f"ann:{password}".encode()).decode()),
        ".env": (key,),
    }
    printed = "".join((*capfd.readouterr(), *progress))
    assert found_in(result, left, secrets, printed) == []
    assert result.hardening.proof is not None
    assert result.hardening.proof.proven
    assert result.hardening.proof.tests.left_out
