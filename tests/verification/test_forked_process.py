"""Forks look like processes of their own to whoever starts them, and to the program in them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlscaffold.verification.forked_process import ForkServers, at_start, can_fork
from mlscaffold.verification.sandbox import Limits, Sandbox

pytestmark = pytest.mark.skipif(not can_fork(), reason="forks are used on Linux only")

LOOKS_NEW = """
import json, os, sys
print(json.dumps([sys.argv, os.getcwd(), sys.path[:2], os.environ.get("OWN"), __name__, "mlscaffold_probe" in sys.modules,
    os.getsid(0) == os.getpid(), sys.stdin.read(), "numpy" in sys.modules]))
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.servers.modules[sys.executable] = ("json",)
        yield sandbox


def run(sandbox: Sandbox, program: str, **variables: str) -> tuple[int, str, str]:
    output = sandbox.folder / "output"
    command = [sys.executable, "-c", program, "one", "two"]
    ended = sandbox.run(command, sandbox.temporary, variables, output=output, forked=True)
    return ended.status, output.read_text(), ended.text


def test_a_fork_looks_like_a_new_process(sandbox: Sandbox) -> None:
    assert run(sandbox, "pass")[0] == 0
    forked = run(sandbox, LOOKS_NEW, OWN="yes", PYTHONPATH="/somewhere")
    assert sandbox.servers.running[sys.executable].count == 2
    sandbox.servers.forget()
    assert run(sandbox, LOOKS_NEW, OWN="yes", PYTHONPATH="/somewhere") == forked
    assert forked[0] == 0


@pytest.mark.parametrize(
    ("program", "status"),
    [
        pytest.param("raise SystemExit(3)", 3, id="status"),
        pytest.param("1 / 0", 1, id="error"),
        pytest.param("import os; os._exit(4)", 4, id="sudden end"),
        pytest.param("import os; os.kill(os.getpid(), 9)", -9, id="signal"),
        pytest.param("import sys; sys.stderr.write('x'); sys.stderr.close()", 0, id="closed stream"),
    ],
)
def test_the_end_of_a_fork_is_that_of_a_process(sandbox: Sandbox, program: str, status: int) -> None:
    forked = run(sandbox, program)
    assert sandbox.servers.running
    assert forked[0] == status
    if program == "1 / 0":
        assert forked[2].endswith("ZeroDivisionError: division by zero\n")


def test_forks_do_not_see_each_other(sandbox: Sandbox) -> None:
    assert run(sandbox, "import json, os; json.mine = 1; os.environ['LEFT'] = '1'")[0] == 0
    assert (
        run(sandbox, "import json, os; assert not hasattr(json, 'mine') and 'LEFT' not in os.environ")[0] == 0
    )


def test_random_numbers_of_forks_differ(sandbox: Sandbox) -> None:
    sandbox.servers.modules[sys.executable] = ("random",)
    assert (
        run(sandbox, "import random; print(random.random())")[1]
        != run(sandbox, "import random; print(random.random())")[1]
    )


def test_a_fork_is_limited_in_time(sandbox: Sandbox) -> None:
    run(sandbox, "pass")
    object.__setattr__(sandbox.limits, "seconds", 0.5)
    ended = sandbox.run(
        [sys.executable, "-c", "import time; time.sleep(60)"], sandbox.folder, {}, forked=True
    )
    assert ended.why == "It was stopped after 0 seconds (--timeout)."


def test_other_settings_of_the_interpreter_get_a_process_of_their_own(sandbox: Sandbox) -> None:
    run(sandbox, "pass", PYTHONHASHSEED="0")
    status, text, _ = run(sandbox, "import sys; print(sys.flags.hash_randomization)", PYTHONHASHSEED="1")
    assert (status, text.strip()) == (0, "1")
    assert sandbox.servers.running[sys.executable].count == 1


@pytest.mark.parametrize("module", ["missing_library_x", "this"], ids=["fails", "prints"])
def test_imports_that_cannot_be_shared_are_made_in_each_process(sandbox: Sandbox, module: str) -> None:
    sandbox.servers.modules[sys.executable] = (module,)
    assert run(sandbox, "print(1)")[:2] == (0, "1\n")


def test_servers_end_with_the_sandbox() -> None:
    with Sandbox(Limits(seconds=20)) as sandbox:
        sandbox.servers.modules[sys.executable] = ("json",)
        run(sandbox, "pass")
        pid = sandbox.servers.running[sys.executable].process.pid
    time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_interpreter_without_modules_to_share_has_no_server(tmp_path: Path) -> None:
    servers = ForkServers(tmp_path)
    assert servers.start([sys.executable, "-c", "pass"], tmp_path, {}, tmp_path / "o", tmp_path / "e") is None
    assert not servers.forget()


def test_variables_that_libraries_read_when_they_are_loaded() -> None:
    variables = {
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": "x",
        "PYTHONHASHSEED": "0",
        "HOME": "h",
        "TZ": "UTC",
        "TZX": "1",
    }
    assert at_start(variables) == {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TZ": "UTC"}
