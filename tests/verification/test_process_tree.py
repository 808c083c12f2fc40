"""The processes of a run are found and ended together, whatever sessions they are in."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil

from mlscaffold.filesystem.janitor_process import MARK
from mlscaffold.verification.process_tree import ProcessTree

CHILD = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)"


def test_a_process_with_a_session_of_its_own_belongs_to_the_tree() -> None:
    program = f"import subprocess, sys, time; {CHILD}; time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, MARK: "test:1"}, start_new_session=True
    )
    tree = ProcessTree(process.pid, "test:1")
    end = time.monotonic() + 20
    while len(tree.processes()) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(tree.processes()) == 2
    assert tree.memory() > 0
    assert os.getpid() not in {one.pid for one in tree.processes()}
    tree.kill()
    process.wait()
    assert not [one for one in tree.processes() if one.status() != psutil.STATUS_ZOMBIE]
