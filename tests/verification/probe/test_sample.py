"""Samples of data: small data complete, large data cut to rows in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlscaffold.verification.probe.sample import cut, places, sample


@pytest.mark.parametrize(("length", "count"), [(0, 5), (3, 5), (5, 5), (100, 8), (1000, 200)])
def test_places_have_the_requested_number_in_order_from_first_to_last(length: int, count: int) -> None:
    found = places(length, count)
    assert found == sorted(set(found))
    assert len(found) == min(length, count)
    assert not length or (found[0], found[-1]) == (0, length - 1)


def test_the_head_of_a_table_stays() -> None:
    assert places(1000, 100)[:20] == list(range(20))


def test_a_table_keeps_its_header_and_its_quoted_line_breaks(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,b\n1,"x\ny"\n' + "".join(f"{i},z\n" for i in range(2, 50)))
    assert cut(file, 5).decode().startswith('a,b\n1,"x\ny"\n')
    assert len(cut(file, 5).decode().splitlines()) == 7


def test_a_list_in_json_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(list(range(50))))
    assert len(json.loads(cut(file, 5))) == 5


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", b'{"a": 1}'), ("a.png", b"\x89PNG"), ("a.csv", b"a\0b\n")]
)
def test_data_without_rows_are_not_cut(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert cut(tmp_path / name, 5) is None


def project(folder: Path, rows: int) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "large.csv").write_text("a\n" + "".join(f"{i}\n" for i in range(rows)))
    (folder / "data" / "small.csv").write_text("a\n1\n")
    (folder / "src").mkdir()
    (folder / "src" / "code.py").write_text("1\n")
    return folder


def test_small_data_stay_complete(tmp_path: Path) -> None:
    sample(project(tmp_path, 500), tmp_path / "sample", 10, 10_000)
    assert len((tmp_path / "sample/data/large.csv").read_text().splitlines()) == 501


def test_large_data_are_cut_and_small_files_stay_complete(tmp_path: Path) -> None:
    total = sample(project(tmp_path, 5000), tmp_path / "sample", 10, 10_000)
    files = [file for file in (tmp_path / "sample").rglob("*") if file.is_file()]
    assert sorted(len(file.read_text().splitlines()) for file in files) == [2, 11]
    assert total == sum(file.stat().st_size for file in files)


def test_large_data_that_are_needed_complete_are_not_copied(tmp_path: Path) -> None:
    sample(project(tmp_path, 5000), tmp_path / "sample", 0, 10_000)
    assert [file.name for file in (tmp_path / "sample/data").iterdir()] == ["small.csv"]


def test_rows_of_a_very_large_table_are_read_from_places_all_over_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlscaffold.verification.probe.sample.BLOCK", 40)
    lines = [f"{number:06},{'ab'[number > 500]}" for number in range(1000)]
    (tmp_path / "a.csv").write_text("number,class\n" + "\n".join(lines) + "\n")
    found = (cut(tmp_path / "a.csv", 40) or b"").decode().splitlines()
    assert (found[0], len(found)) == ("number,class", 41)
    assert set(found[1:]) <= set(lines)
    assert {line[-1] for line in found[1:]} == {"a", "b"}
