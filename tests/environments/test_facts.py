import sys
from pathlib import Path

import pytest

from mlscaffold.environments.facts import Environment, lists, main, normal, package_path


def install(folder: Path, name: str, version: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    metadata.mkdir(exist_ok=True)
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: not this\n"
    )
    (metadata / "RECORD").write_text("".join(f"{path},sha256=x,1\n" for path in files))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    install(tmp_path, "scikit-tables", "1.2", {"sktables/__init__.py": "", "sktables/io.py": ""})
    install(tmp_path, "one-file", "0.1", {"single.py": ""})
    install(tmp_path, "compiled", "3.0", {"fast.cpython-311-x86_64-linux-gnu.so": ""})
    install(tmp_path, "cloud-storage", "2.0", {"cloud/storage/__init__.py": ""})
    install(tmp_path, "cloud-query", "2.1", {"cloud/query/__init__.py": ""})
    install(tmp_path, "sktables-stubs", "9", {"sktables-stubs/__init__.pyi": ""})
    install(tmp_path, "Straight", "5.0", {"straight/__init__.py": ""})
    install(tmp_path, "aaa-fast-tools", "9.9", {"fast.libs/data.txt": "", "fast.pth": ""})
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("sktables", ("scikit-tables", "1.2"), id="the distribution has another name"),
        pytest.param("sktables.io", ("scikit-tables", "1.2"), id="a module of a package"),
        pytest.param("single", ("one-file", "0.1"), id="a single file"),
        pytest.param(
            "fast", ("compiled", "3.0"), id="a compiled module, not the data folder of the same stem"
        ),
        pytest.param("cloud.storage", ("cloud-storage", "2.0"), id="a namespace shared by two distributions"),
        pytest.param("cloud.query.rows", ("cloud-query", "2.1"), id="deep in a shared namespace"),
        pytest.param("straight", ("Straight", "5.0"), id="the distribution has the module's name"),
        pytest.param("scikit-tables", ("scikit-tables", "1.2"), id="a distribution's name"),
        pytest.param(
            "Scikit_Tables", ("scikit-tables", "1.2"), id="a distribution's name in another spelling"
        ),
        pytest.param("cloud.nothing", None, id="not in the namespace"),
        pytest.param("nothing", None, id="missing"),
    ],
)
def test_the_distribution_of_a_name(folder: Path, name: str, expected: tuple[str, str] | None) -> None:
    assert Environment([str(folder)]).installed(name) == expected


def test_an_editable_install_is_known_by_its_top_level(folder: Path) -> None:
    install(folder, "our-tools", "0.3", {"__editable___our_tools_finder.py": ""})
    (folder / "our_tools-0.3.dist-info" / "top_level.txt").write_text("ourtools\n")
    assert Environment([str(folder)]).installed("ourtools") == ("our-tools", "0.3")


def test_an_editable_install_next_to_the_site_folder_is_known_by_its_name(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = tmp_path_factory.mktemp("source")
    (source / "lab.py").write_text("")
    install(folder, "lab", "0.4", {"lab.pth": ""})
    assert Environment([str(source), str(folder)]).installed("lab") == ("lab", "0.4")


def test_metadata_in_a_lone_file(tmp_path: Path) -> None:
    (tmp_path / "PyOld-1.0.egg-info").write_text("Name: PyOld\nVersion: 1.0\n")
    assert Environment([str(tmp_path)]).installed("pyold") == ("PyOld", "1.0")


def test_the_first_folder_of_the_import_path_wins(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    second = tmp_path_factory.mktemp("second")
    install(second, "scikit-tables", "0.9", {"sktables/__init__.py": ""})
    assert Environment([str(second), str(folder)]).installed("sktables") == ("scikit-tables", "0.9")


def test_relative_folders_are_omitted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert Environment(["", "."]).installed("single") is None


def test_a_namespace_is_followed_to_its_first_real_package(folder: Path) -> None:
    entries = frozenset(path.name for path in folder.iterdir())
    assert package_path(str(folder), entries, "cloud.storage.blobs.deep") == "cloud/storage"


def test_a_list_of_files_names_modules_from_the_start_of_a_line() -> None:
    assert not lists(b"\nvendored/six.py,,\n", "six")
    assert lists(b"\nsix.py,,\n", "six")


def test_spellings_of_one_name_are_equal() -> None:
    assert normal("Ruamel.yaml-clib") == normal("ruamel_YAML_clib")


def test_printed_facts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "path", [str(folder)])
    main(["single", "nothing"])
    version = ".".join(str(part) for part in sys.version_info[:3])
    assert capsys.readouterr().out.splitlines() == [version, "single\tone-file\t0.1"]
