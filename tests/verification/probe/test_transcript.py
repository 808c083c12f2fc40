"""What a run prints, shows and logs, in order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification import probes
from mlscaffold.verification.probe import transcript
from mlscaffold.verification.probe.displays import is_installer
from mlscaffold.verification.probe.transcript import Stream, Transcript, kind_of, texts_of

ROOT = Path(probes.__file__).parents[2]
NOTEBOOK = """
import json, sys
if not int(sys.argv[1]):
    sys.modules["IPython"] = None
from mlscaffold.verification.probe.shell import Shell
from mlscaffold.verification.probe.transcript import Descriptor
out = sys.stdout.fileno()
import os
kept = os.dup(out)
shell = Shell(lambda place: None)
shell.descriptor = Descriptor(shell.transcript)
events = [shell.run(source, source, ()).events for source in json.loads(sys.argv[2])]
os.write(kept, json.dumps(events).encode())
"""


def ran(*cells: str, ipython: bool = True) -> list[list[dict[str, Any]]]:
    command = [sys.executable, "-c", NOTEBOOK, str(int(ipython)), json.dumps(cells)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: list[list[dict[str, Any]]] = json.loads(ended.stdout)
    return found


def texts(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["how"], event["text"]) for event in events]


@pytest.mark.parametrize("ipython", [True, False])
def test_prints_and_shown_values_in_order(ipython: bool) -> None:
    (events,) = ran(
        "print('a')\nprint('b')\nimport sys\nprint('c', file=sys.stderr)\n{1: 'x'}", ipython=ipython
    )
    assert texts(events) == [("print", "a\nb\n"), ("error", "c\n"), ("show", "{1: 'x'}")]


def test_displayed_values_with_all_their_texts() -> None:
    (events,) = ran("display('x')\nprint(1)\ndisplay(2)\n'y'")
    assert [(event["text"], event["also"]) for event in events if event["how"] == "show"] == [
        ("'x'", ["'x'", "x"]), ("2", ["2", "2"]), ("'y'", ["'y'", "y"]),
    ]  # fmt: skip


def test_a_class_of_the_notebook_is_not_asked_twice_for_its_representation() -> None:
    cell = "class A:\n n = 0\n def __repr__(self):\n  A.n += 1\n  print('asked')\n  return 'A()'\n def __str__(self): return 'a'\n"
    first, second = ran(f"{cell}A()", "A.n")
    assert [event["also"] for event in first if event["how"] == "show"] == [["a"]]
    assert texts(second) == [("show", "1")]


def test_what_other_programs_print() -> None:
    (events,) = ran(
        "import subprocess\nprint(1)\nsubprocess.run(['echo', '2'])\nprint(3)\nimport os\nos.write(1, b'4')"
    )
    assert ("print", "1\n2\n3\n4") in texts(events)


def test_captured_output_is_not_shown() -> None:
    events = ran("%%capture kept\nprint(1)\ndisplay(2)", "kept.stdout", "kept.outputs[0].data['text/plain']")
    assert [texts(one) for one in events] == [[], [("show", "'1\\n'")], [("show", "'2'")]]


def test_what_magics_say_is_marked() -> None:
    (events,) = ran("%env A_NAME=5\n%time print(1)\nprint(2)\n!echo 3")
    lines_found = [(event["by"], line) for event in events for line in event["text"].splitlines()]
    assert ("magic", "env: A_NAME=5") in lines_found
    assert {("", "1"), ("", "2"), ("", "3")} <= set(lines_found)


def test_magics_still_bind_names_and_read_them() -> None:
    events = ran(
        "%time a = 1",
        "%%time\nb = a + 1",
        "name = 'x'\n%env A_NAME={name}",
        "import os\n(a, b, os.environ['A_NAME'])",
    )
    assert texts(events[-1]) == [("show", "(1, 2, 'x')")]


def test_cleared_output_was_shown() -> None:
    (events,) = ran("from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)")
    assert texts(events) == [("print", "1\n2\n")]


def test_tables_are_as_wide_as_in_jupyter_until_the_notebook_sets_it() -> None:
    pytest.importorskip("pandas")
    read = "pd.get_option('display.max_columns')"
    first, second = ran(
        f"import pandas as pd\n{read}",
        f"import pandas as pd\npd.set_option('display.max_columns', 3)\n{read}",
    )
    assert (texts(first), texts(second)) == ([("show", "20")], [("show", "3")])


@pytest.mark.parametrize(
    "command",
    ["pip install x", "/usr/bin/pip3 list", '"/x/python" -m pip install x', "apt-get update", "conda list"],
)
def test_installers(command: str) -> None:
    assert is_installer(command)


@pytest.mark.parametrize("command", ["ls -l", "echo pipeline", "head data.csv", "git status"])
def test_other_commands(command: str) -> None:
    assert not is_installer(command)


class Drawn:
    pass


class Model:
    def get_params(self) -> None: ...
    def fit(self) -> None: ...


Drawn.__module__ = "matplotlib.lines"
Chart = type("Chart", (), {"__module__": "altair.api"})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "plain"), ([1, 2], "plain"), ((), "plain"), (Model(), "estimator"), (Drawn(), "artist"), ([Drawn()], "artist"),
        (([1.0], [2.0], Drawn()), "artist"), ({"boxes": [Drawn()]}, "artist"), (Drawn, "plain"), (Chart(), "figure"),
    ],
)  # fmt: skip
def test_kinds_of_shown_values(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


def test_a_value_whose_own_code_fails_has_no_text() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise ValueError

    assert texts_of(Broken()) == []


def test_long_text_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "LARGEST", 10)
    found = Transcript()
    stream = Stream(found, "print")
    assert stream.write("a" * 8) == 8
    assert not found.cut
    stream.write("b" * 8)
    assert found.cut
    assert texts(found.take()) == [("print", "aaaaaaaabb")]


PROJECT = """
import logging, os, sys
from pathlib import Path
from mlscaffold.verification.probe.notes import Notes
from mlscaffold.verification.probe.project_text import ProjectText
text = ProjectText(Notes(sys.argv[1]), "sales")
logger = logging.getLogger("sales.steps")
logger.setLevel(logging.DEBUG)
text.begin("load")
print("printed")
logger.info("rows: %s", 3)
logger.debug("df.head():\\n%s", {"a": 1})
logger.info("50%% of %s", "them")
os.write(1, b"by a library\\n")
logging.getLogger("other").warning("no")
text.begin("fit")
logger.info("%s and %s", 1)
logger.info("done")
text.write()
"""


def test_what_a_project_logs_and_prints(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PROJECT, str(tmp_path)], check=True, cwd=ROOT, capture_output=True)
    events = json.loads(next(tmp_path.glob("*.json")).read_text())
    assert [(event["by"], event["how"], event["text"], event["also"]) for event in events] == [
        ("load", "print", "printed\n", []),
        ("load", "log", "rows: 3", ["3"]),
        ("load", "log", "df.head():\n{'a': 1}", ["{'a': 1}"]),
        ("load", "log", "50% of them", []),
        ("load", "print", "by a library\n", []),
        ("fit", "log", "done", []),
    ]


def test_the_text_of_what_a_notebook_renders_is_one_of_its_texts() -> None:
    display = pytest.importorskip("IPython.display")
    assert "**two**" in texts_of(display.Markdown("**two**"))
    assert texts_of({"data": "two"}) == ["{'data': 'two'}"] * 2
