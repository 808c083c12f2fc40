"""The distributions are complete: all templates, both packages, the command, the codemods."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def tracked(folder: str) -> set[str]:
    """Return the files of a folder that git tracks or would; without git, those on disk."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode == 0 and result.stdout:
        return {path for path in result.stdout.split("\0") if path and (ROOT / path).is_file()}
    files = [
        path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    return {path.relative_to(ROOT).as_posix() for path in files}


def wheel_names(built: Path) -> set[str]:
    [wheel] = built.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def sdist_names(built: Path) -> set[str]:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_the_wheel_holds_every_file_of_the_templates(built: Path) -> None:
    expected = {f"mlscaffold/{path}" for path in tracked("templates")}
    assert len(expected) > 5
    assert expected <= wheel_names(built)


def test_the_wheel_holds_both_packages_and_nothing_compiled(built: Path) -> None:
    names = wheel_names(built)
    assert tracked("mlscaffold") <= names
    assert {path.removeprefix("codemods/") for path in tracked("codemods")} <= names
    assert not [name for name in names if "__pycache__" in name]


def test_the_sdist_holds_the_sources_of_the_wheel(built: Path) -> None:
    names = sdist_names(built)
    assert tracked("templates") | tracked("mlscaffold") | tracked("codemods") <= names
    assert {"pyproject.toml", "README.md", "LICENSE"} <= names


def test_the_licence_is_declared_as_an_expression(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    lines = archive.read(metadata).decode().splitlines()
    assert {"Name: mlscaffold-cli", "License-Expression: MIT", "License-File: LICENSE"} <= set(lines)


def test_the_command_and_the_codemods_are_found(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    [points] = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
    text = archive.read(points).decode()
    assert "mlscaffold = mlscaffold.__main__:main" in text
    assert "[mlscaffold.codemods]\nmlscaffold = mlscaffold_codemods:CODEMODS" in text


def test_a_wheel_built_from_the_sdist_is_the_same(built: Path, tmp_path: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [source] = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    assert wheel_names(tmp_path) == wheel_names(built)


def test_no_document_installs_the_unrelated_package_of_the_same_name() -> None:
    files = (ROOT / "README.md", *ROOT.glob("scripts/*.*"), *ROOT.glob(".ci/*"))
    texts = [path.read_text() for path in files]
    assert not [text for text in texts if "install mlscaffold\n" in text or "install mlscaffold " in text]
