"""A sandbox leaves nothing behind, whatever ends it, and holds its limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mlscaffold.verification.forked_process import can_fork
from mlscaffold.verification.sandbox import Limits, Sandbox

SLEEP = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); {}"
DRIVER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from mlscaffold.filesystem.janitor import guard
from mlscaffold.verification.sandbox import Limits, Sandbox
with Sandbox(Limits()) as sandbox:
    (sandbox.folder / "large").write_bytes(b"0" * 2_000_000)
    beside = Path(sys.argv[1])
    beside.mkdir()
    guard(beside)
    print(sandbox.folder, flush=True)
    sandbox.run([sys.executable, "-c", "import time; time.sleep(60)", sys.argv[1]], sandbox.folder, {})
"""


def processes_with(word: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in command and str(os.getpid()) != process.name:
                found.append(command)
    return found


def disappears(folder: Path, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not folder.exists()


def test_a_command_runs_in_the_folder_and_everything_is_removed_after_it() -> None:
    with Sandbox(Limits()) as sandbox:
        ended = sandbox.run([sys.executable, "-c", "open('made', 'w').close()"], sandbox.folder, {})
        assert (ended.status, ended.why) == (0, "")
        assert (sandbox.folder / "made").exists()
    assert not sandbox.folder.exists()


def test_the_error_output_of_a_command_is_kept() -> None:
    with Sandbox(Limits()) as sandbox:
        ended = sandbox.run([sys.executable, "-c", "raise SystemExit('oh no')"], sandbox.folder, {})
    assert (ended.status, ended.text.strip()) == (1, "oh no")


def test_the_time_is_limited_and_children_of_children_are_ended() -> None:
    with Sandbox(Limits(seconds=0.5)) as sandbox:
        mark = f"mark-{sandbox.folder.name}"
        program = SLEEP.format("time.sleep(60)").replace("time.sleep(60)'", f"time.sleep(60)', '{mark}'", 1)
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
    assert ended.why == "It was stopped after 0 seconds (--timeout)."
    assert not processes_with(mark)


def test_the_memory_is_limited() -> None:
    with Sandbox(Limits(seconds=30, memory=200_000_000)) as sandbox:
        program = "import time; held = bytearray(400_000_000); time.sleep(30)"
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
    assert "of memory" in ended.why


def test_the_disk_is_limited() -> None:
    with Sandbox(Limits(seconds=30, disk=10_000_000)) as sandbox:
        program = "import time; open('big', 'wb').write(b'0' * 50_000_000); time.sleep(30)"
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
    assert "had written more" in ended.why


def test_variables_of_other_pythons_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    with Sandbox(Limits()) as sandbox:
        program = "import os; raise SystemExit(3 if 'PYTHONPATH' in os.environ else int(os.environ['GIVEN']))"
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {"GIVEN": "5"})
    assert ended.status == 5


@pytest.mark.parametrize("own", ["", "ACTIVE"])
def test_threads_that_wait_leave_the_cores_to_other_runs(monkeypatch: pytest.MonkeyPatch, own: str) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if own:
        monkeypatch.setenv("OMP_WAIT_POLICY", own)
    with Sandbox(Limits()) as sandbox:
        file, program = sandbox.folder / "printed", "import os; print(os.environ['OMP_WAIT_POLICY'])"
        sandbox.run([sys.executable, "-c", program], sandbox.folder, {}, output=file)
        assert file.read_text().strip() == (own or "PASSIVE")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_process_leaves_nothing(how: signal.Signals, tmp_path: Path) -> None:
    beside = tmp_path / ".beside"
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(beside)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert (folder / "large").exists()
    time.sleep(0.3)
    process.send_signal(how)
    process.wait()
    process.stdout.close()
    assert disappears(folder)
    assert disappears(beside)
    assert not processes_with(str(beside))


def test_a_stopped_sandbox_ends_a_command_of_another_thread() -> None:
    with Sandbox(Limits(seconds=60)) as sandbox, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            sandbox.run, [sys.executable, "-c", "import time; time.sleep(60)"], sandbox.folder, {}
        )
        time.sleep(0.3)
        sandbox.stop()
        assert waiting.result(10).status == -signal.SIGKILL
        assert sandbox.run([sys.executable, "-c", ""], sandbox.folder, {}).why == "It was stopped."


def test_compiled_files_are_read_by_later_processes_of_the_interpreter() -> None:
    with Sandbox(Limits()) as sandbox:
        first = sandbox.new_bytecode(sys.executable)
        Path(first).mkdir(parents=True)
        sandbox.use_bytecode(sys.executable)
        output = sandbox.folder / "printed"
        program = "import sys; print(sys.pycache_prefix, sys.dont_write_bytecode)"
        sandbox.run([sys.executable, "-c", program], sandbox.folder, {}, output=output)
        assert output.read_text() == f"{first} True\n"
        assert sandbox.new_bytecode(sys.executable) == ""


def test_interpreters_of_the_sandbox_compile_for_themselves() -> None:
    with Sandbox(Limits()) as sandbox:
        assert sandbox.new_bytecode(str(sandbox.folder / "bin" / "python")) == ""


DAEMONS = {
    "a session of its own": "subprocess.Popen([sys.executable, '-c', SLEEP], start_new_session=True)",
    "a double fork": (
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        os.execv(sys.executable, [sys.executable, '-c', SLEEP])\n    os._exit(0)"
    ),
    "a shell in the background": "subprocess.run(f'nohup setsid {sys.executable} -c \"{SLEEP}\" &', shell=True)",
    "an empty environment": (
        "subprocess.run(['setsid', '-f', sys.executable, '-c', SLEEP], env={})\ntime.sleep(0.2)"
    ),
}


@pytest.mark.parametrize("start", DAEMONS.values(), ids=DAEMONS.keys())
def test_processes_in_sessions_of_their_own_end_with_the_run(start: str) -> None:
    with Sandbox(Limits(seconds=30)) as sandbox:
        mark = f"mark_{sandbox.folder.name.replace('-', '_')}"
        program = (
            f"import os, subprocess, sys, time\nSLEEP = '{mark}=1; import time; time.sleep(60)'\n{start}"
        )
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
        assert ended.status == 0, ended.text
        still = processes_with(mark) if start != DAEMONS["an empty environment"] else []
    assert not still
    assert not processes_with(mark)


def test_the_memory_of_processes_in_other_sessions_counts() -> None:
    with Sandbox(Limits(seconds=30, memory=300_000_000)) as sandbox:
        hold = "import time; held = bytearray(400_000_000); time.sleep(30)"
        program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{hold}'], start_new_session=True).wait()"
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
    assert "of memory" in ended.why


def test_the_number_of_processes_is_limited() -> None:
    with Sandbox(Limits(seconds=30, processes=5)) as sandbox:
        program = (
            "import subprocess, time\nfor _ in range(8): subprocess.Popen(['sleep', '60'])\ntime.sleep(30)"
        )
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {})
    assert "more than 5 processes" in ended.why


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_the_output_is_limited_while_it_is_written(stream: str) -> None:
    with Sandbox(Limits(seconds=60, output=5_000_000)) as sandbox:
        program = f"import sys\nwhile True: sys.{stream}.write('x' * 1_000_000)"
        output = sandbox.folder / "printed"
        ended = sandbox.run([sys.executable, "-c", program], sandbox.folder, {}, output=output)
    assert ended.why == "It was stopped when it had printed more than 5 MB."


def test_temporary_files_are_made_in_the_sandbox() -> None:
    with Sandbox(Limits()) as sandbox:
        output = sandbox.folder / "printed"
        program = "import tempfile; print(tempfile.mkdtemp())"
        sandbox.run([sys.executable, "-c", program], sandbox.folder, {}, output=output)
        made = Path(output.read_text().strip())
        assert made.parent == sandbox.temporary
    assert not made.exists()


CHAIN = """
import os, time
with open({file!r}, "a") as file: file.write("x")
while True:
    if os.fork():
        os._exit(0)
    with open({file!r}, "a") as file: file.write("x")
    {between}
    time.sleep({pause})
"""


@pytest.mark.parametrize("between", ["os.setsid()", "pass"])
@pytest.mark.parametrize(
    "pause", [pytest.param(0.0, marks=pytest.mark.slow), pytest.param(0.01, marks=pytest.mark.slow), 0.1]
)
@pytest.mark.parametrize("forked", [False, can_fork()])
def test_a_process_that_lives_on_in_its_child_ends(
    between: str, pause: float, forked: bool, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    with Sandbox(Limits(seconds=2)) as sandbox:
        if forked:
            sandbox.servers.modules[sys.executable] = ("json",)
        program = CHAIN.format(between=between, pause=pause, file=str(alive))
        for _ in range(2):
            sandbox.run([sys.executable, "-c", program], sandbox.folder, {}, forked=forked)
            time.sleep(0.3)
            size = alive.stat().st_size
            time.sleep(0.3)
            assert alive.stat().st_size == size > 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no parents to end")
def test_a_process_that_ends_its_parent_ends_alone() -> None:
    program = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
    with Sandbox(Limits()) as sandbox:
        start = time.monotonic()
        ended = sandbox.run((sys.executable, "-c", program), sandbox.folder, {})
    assert ended.status == -signal.SIGKILL
    assert time.monotonic() - start < 50


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGTERM])
def test_the_signal_that_ends_a_process_is_known(number: int) -> None:
    program = f"import os\nos.kill(os.getpid(), {int(number)})"
    with Sandbox(Limits()) as sandbox:
        assert sandbox.run((sys.executable, "-c", program), sandbox.folder, {}).status == -number


def test_a_program_that_does_not_exist_is_an_error_of_the_system() -> None:
    with Sandbox(Limits()) as sandbox, pytest.raises(FileNotFoundError):
        sandbox.run(("/no/such/python", "-c", ""), sandbox.folder, {})
