"""A data file that holds a secret is known by its content."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.content_secrets import secrets_in_content
from tests.hardening.planted import TOKENS, Draw

KEY = "ghp_" + "x7Kq2mZp9RtV4bNc8WsL1dFg6HjY3aQe5uTo"
RANDOM = "q7Rz2LxP9vT4mWc8Kd1Ys6Bn"
PRIVATE = TOKENS["private key"](Draw("key"))


def found(tmp_path: Path, name: str, text: str, *known: str) -> list[tuple[str, int]]:
    file = tmp_path / name
    file.write_text(text)
    return [(one.value, one.line) for one in secrets_in_content(file, known)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("a.csv", f"name,note\nann,{KEY}\n", KEY, id="a cell of a table"),
        pytest.param("a.txt", "x\n" + f"at mysql://ann:{RANDOM}@db/x\n", RANDOM, id="a URL"),
        pytest.param("a.csv", f"name,api_key\nann,{RANDOM}\n", RANDOM, id="a column"),
        pytest.param("a.yaml", f"db:\n  password: {RANDOM}\n", RANDOM, id="settings"),
        pytest.param("a.parquet", f"PAR1\0\n\0{KEY}\0", KEY, id="a binary file"),
        pytest.param("a.json", f'[1,\n"{PRIVATE}"]', PRIVATE, id="a private key"),
    ],
)
def test_files_with_a_secret(name: str, text: str, expected: str, tmp_path: Path) -> None:
    assert (expected, 2) in found(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.csv", "species,n\nsetosa,1\n", id="words"),
        pytest.param("a.csv", "id,key\n1,9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d\n", id="hashes"),
        pytest.param("a.csv", "token,count\nthe,10455\n", id="tokens of a text"),
        pytest.param("a.csv", "user,password\nann,letmein\n", id="a data set of passwords"),
        pytest.param("a.json", '{"key": "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d"}', id="an identifier"),
        pytest.param(
            "a.txt", "https://host/data.csv?key=value pat sk- dp. sl.", id="fixed texts of keys alone"
        ),
    ],
)
def test_files_without(name: str, text: str, tmp_path: Path) -> None:
    assert found(tmp_path, name, text) == []


def test_secrets_of_the_code_in_data(tmp_path: Path) -> None:
    assert found(tmp_path, "a.csv", "x\nhunter2-9X\n", "hunter2-9X", "other-text") == [("hunter2-9X", 2)]
