import json
import os
import resource
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from mlscaffold.environments.interpreter import (
    Installed,
    known,
    query,
    requires_python,
    star_names,
    version_of,
)
from mlscaffold.errors import MlscaffoldError


def program(path: Path, text: str = "#!/bin/sh\nexit 3\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def kernel(folder: Path, name: str, argv: list[str], language: str = "python") -> None:
    place = folder / "kernels" / name
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps({"argv": argv, "language": language}))


def test_facts_are_those_of_the_interpreter() -> None:
    answer = query(sys.executable, ["pytest", "libcst.matchers", "no_such_module", "_pytest"])
    assert answer.version == ".".join(str(part) for part in sys.version_info[:3])
    assert answer.distributions == (
        Installed("pytest", "pytest", version("pytest")),
        Installed("libcst.matchers", "libcst", version("libcst")),
        Installed("_pytest", "pytest", version("pytest")),
    )
    assert answer.find("pytest") == answer.distributions[0]
    assert answer.find("no_such_module") is None


def test_reading_facts_takes_little_cpu_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    query(sys.executable, ["numpy", "pandas", "pytest", "libcst", "_pytest", "dateutil", "no_such_module"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.5


def test_no_file_next_to_the_notebook_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("os", "sys", "tokenize", "helper", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    query(sys.executable, ["helper"])
    assert star_names(sys.executable, ["helper"]) == {}
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#!/bin/sh\nexit 3\n", id="it fails"),
        pytest.param("#!/bin/sh\nexit 0\n", id="it prints nothing"),
        pytest.param("no program\n", id="it is no program"),
    ],
)
def test_a_python_that_does_not_work(tmp_path: Path, text: str) -> None:
    python = program(tmp_path / "python", text)
    with pytest.raises(MlscaffoldError, match="--python") as raised:
        query(str(python), ["numpy"])
    assert raised.value.where == str(python)


def test_a_missing_python(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="does not start"):
        query(str(tmp_path / "nowhere" / "python"), [])


def test_star_names_are_those_that_the_import_binds() -> None:
    names = star_names(sys.executable, ["math", "string", "no_such_module", "this_is.not_there"])
    assert set(names) == {"math", "string"}
    assert "sqrt" in names["math"]
    assert "ascii_letters" in names["string"]
    assert "_re" not in names["string"]
    assert names["math"] == tuple(sorted(names["math"]))


def test_printed_text_of_a_module_is_no_name() -> None:
    names = star_names(sys.executable, ["this"])
    assert all(name.isidentifier() for name in names["this"])
    assert "s" in names["this"]


def test_the_option_of_the_user_takes_precedence(tmp_path: Path) -> None:
    python = program(tmp_path / "mine" / "bin" / "python")
    environment = {"VIRTUAL_ENV": str(tmp_path / "other")}
    assert known(str(python), environment=environment) == str(python)
    assert known(str(tmp_path / "mine"), environment=environment) == str(python)


def test_a_command_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = program(tmp_path / "python3.99")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert known("python3.99") == str(python)


def test_the_interpreter_of_the_user_must_exist() -> None:
    with pytest.raises(MlscaffoldError, match="no such Python interpreter"):
        known("no-such-python")


def test_the_active_environment_comes_before_the_kernel(tmp_path: Path) -> None:
    active = program(tmp_path / "active" / "bin" / "python")
    other = program(tmp_path / "other" / "bin" / "python")
    kernel(tmp_path / "jupyter", "mine", [str(other), "-m", "ipykernel_launcher"])
    environment = {"VIRTUAL_ENV": str(tmp_path / "active"), "JUPYTER_PATH": str(tmp_path / "jupyter")}
    assert known(kernel="mine", environment=environment) == str(active)


@pytest.mark.parametrize("variable", ["JUPYTER_PATH", "JUPYTER_DATA_DIR"])
def test_the_kernel_of_the_notebook(tmp_path: Path, variable: str) -> None:
    python = program(tmp_path / "bin" / "python")
    kernel(tmp_path, "mine", [str(python), "-m", "ipykernel_launcher"])
    assert known(kernel="mine", environment={variable: str(tmp_path)}) == str(python)


def test_the_users_own_kernels(tmp_path: Path) -> None:
    python = program(tmp_path / "bin" / "python")
    kernel(tmp_path / "data" / "jupyter", "mine", [str(python)])
    assert known(kernel="mine", environment={"XDG_DATA_HOME": str(tmp_path / "data")}) == str(python)


@pytest.mark.parametrize(
    ("argv", "language"),
    [
        pytest.param(["python", "-m", "ipykernel_launcher"], "python", id="a bare command"),
        pytest.param(["/no/such/python"], "python", id="its python is missing"),
        pytest.param([sys.executable + "x"], "R", id="another language"),
        pytest.param([], "python", id="no command"),
    ],
)
def test_without_a_usable_kernel_there_is_none(tmp_path: Path, argv: list[str], language: str) -> None:
    kernel(tmp_path, "mine", argv, language)
    assert known(kernel="mine", environment={"JUPYTER_PATH": str(tmp_path)}) == ""


@pytest.mark.parametrize("name", ["unknown", "../../etc", ""])
def test_an_unknown_kernel_is_no_error(tmp_path: Path, name: str) -> None:
    assert known(kernel=name, environment={"JUPYTER_PATH": str(tmp_path)}) == ""


def test_a_broken_kernel_specification_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "kernels" / "mine").mkdir(parents=True)
    (tmp_path / "kernels" / "mine" / "kernel.json").write_text("{")
    assert known(kernel="mine", environment={"JUPYTER_PATH": str(tmp_path)}) == ""


@pytest.mark.parametrize(
    ("version", "supported"),
    [("3.9", ">=3.9,<3.10"), ("3.10", ">=3.10,<3.11"), ("3.11", ">=3.11"), ("3.14", ">=3.14")],
)
def test_a_project_runs_on_what_it_was_proven_with(tmp_path: Path, version: str, supported: str) -> None:
    python = program(tmp_path / "python", f"#!/bin/sh\nprintf {version}\n")
    assert requires_python(str(python)) == supported


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.8"])
def test_an_old_python_is_refused_with_the_remedy(tmp_path: Path, version: str) -> None:
    python = program(tmp_path / "python", f"#!/bin/sh\nprintf {version}\n")
    with pytest.raises(
        MlscaffoldError, match=f"Python {version} is too old: projects run on Python 3.9 or later"
    ) as caught:
        version_of(str(python))
    assert "newer Python" in caught.value.hint


def test_a_python_without_a_version_does_not_work(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="does not work"):
        version_of(str(program(tmp_path / "python")))
