"""The command prints the report and turns errors into one message."""

from __future__ import annotations

import errno
import subprocess
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from mlscaffold import __version__, cli
from mlscaffold.errors import MlscaffoldError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Result:
    status: int = 0
    report: str = "cell 1 became load"

    def as_json(self) -> dict[str, object]:
        return {"cells": [1]}


@dataclass(frozen=True)
class Running:
    seconds: float
    clean: bool
    progress: object
    memory: int = 0

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s, {'clean' if self.clean else 'not clean'}"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[object]]:
    """Run `harden` with a function in place of the hardening; return the arguments of the function."""

    def run(does: Callable[..., Result], *words: str) -> list[object]:
        called: list[object] = []
        module = ModuleType("mlscaffold.commands.harden")
        module.harden = lambda *arguments, **_: (called.extend(arguments), does())[1]  # type: ignore[attr-defined]
        module.RunOptions = Running  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "mlscaffold.commands.harden", module)
        monkeypatch.setattr(sys, "argv", ["mlscaffold", "harden", "a.ipynb", *words])
        called.append(cli.run())
        return called

    return run


def refuse() -> Result:
    raise MlscaffoldError("this is no notebook", where="a.ipynb", hint="Save it again")


def fail() -> Result:
    raise ZeroDivisionError("oh")


def test_the_report_is_printed(command, capsys) -> None:
    called = command(Result, "--output", "out", "--python", "/p", "--strict")
    assert [str(item) for item in called] == ["a.ipynb", "out", "/p", "True", "900 s, clean", "0"]
    printed = capsys.readouterr()
    assert printed.out == "cell 1 became load\n"
    assert "Running the notebook's code" in printed.err


def test_run_options_are_passed_on(command) -> None:
    called = command(Result, "-o", "out", "--timeout", "5", "--no-clean-env")
    assert str(called[4]) == "5 s, not clean"


def test_the_memory_of_a_run_can_be_limited(command) -> None:
    called = command(Result, "-o", "out", "--memory", "1.5")
    assert called[4].memory == 1_500_000_000


def test_json_is_printed_on_request(command, capsys) -> None:
    called = command(Result, "-o", "out", "--json", "--no-run")
    assert called[2:] == [None, False, None, 0]
    assert capsys.readouterr().out == '{\n  "cells": [\n    1\n  ]\n}\n'


def test_the_result_has_the_exit_status(command) -> None:
    assert command(lambda: Result(status=1), "-o", "out")[-1] == 1


def test_an_error_is_one_message(command, capsys) -> None:
    assert command(refuse, "-o", "out")[-1] == 2
    assert capsys.readouterr().err.endswith("mlscaffold: a.ipynb: this is no notebook. Save it again.\n")


def test_an_internal_error_is_a_message_with_a_request_to_report_it(command, capsys, monkeypatch) -> None:
    monkeypatch.delenv("MLSCAFFOLD_DEBUG", raising=False)
    assert command(fail, "-o", "out")[-1] == 70
    printed = capsys.readouterr().err
    assert "internal error: ZeroDivisionError: oh" in printed
    assert "Please report it" in printed


def test_a_full_disk_is_one_message(command, capsys) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "a\nb")

    assert command(fill, "-o", "out")[-1] == 2
    printed = capsys.readouterr().err.splitlines()[-1]
    assert printed.startswith("mlscaffold: No space left on device: a\\nb. Free space")


def test_an_internal_error_is_shown_in_full_on_demand(command, monkeypatch) -> None:
    monkeypatch.setenv("MLSCAFFOLD_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        command(fail, "-o", "out")


def test_a_missing_option_is_a_usage_error(command, capsys) -> None:
    assert command(Result)[-1] == 2
    assert "--output" in capsys.readouterr().err


def mlscaffold(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-m", "mlscaffold", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_the_version_is_shown_before_anything_slow_is_imported() -> None:
    result = mlscaffold("--version")
    assert result.stdout == f"mlscaffold {__version__}\n"
    assert "typer" not in result.stderr


def test_help_loads_only_the_command_line() -> None:
    result = mlscaffold("--help")
    assert "harden" in result.stdout
    assert "\x1b" not in result.stdout
    assert not [name for name in ("libcst", "nbformat", "IPython", "cookiecutter") if name in result.stderr]


def test_completion_is_offered() -> None:
    assert "complete -o default" in mlscaffold("--show-completion", "bash").stdout


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(
            PermissionError(errno.EACCES, "no", "closed/a"), "closed/a: permission denied", id="permission"
        ),
        pytest.param(OSError(errno.ELOOP, "no", "circle"), "circle: too many levels", id="circle"),
        pytest.param(
            RuntimeError("Symlink loop from 'circle'"), "Symlink loop from 'circle'", id="circle of pathlib"
        ),
    ],
)
def test_a_place_that_cannot_be_used_is_one_message(
    error: Exception, message: str, command: Callable[..., list[object]], capsys: pytest.CaptureFixture[str]
) -> None:
    def closed() -> Result:
        raise error

    assert command(closed, "-o", "out")[-1] == 2
    printed = capsys.readouterr().err
    assert message in printed
    assert printed.endswith("Check the path and its permissions.\n")


@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "no"), RuntimeError("oh"), OSError(errno.EIO, "no", "a")]
)
def test_other_errors_are_internal(
    error: Exception, command: Callable[..., list[object]], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Result:
        raise error

    assert command(broken, "-o", "out")[-1] == 70
    assert "internal error" in capsys.readouterr().err
