"""Tests that a run keeps its own log, arguments and figures apart from what the code of its stages does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.templates import small

PIPELINE = '''
"""Stages."""
from __future__ import annotations
from pathlib import Path
from . import steps
from ._runtime import Stage

FOLDER: Path | None = None
SEED_FIELD: str | None = None
STAGES = (Stage(steps.work, outputs=("x",)), Stage(steps.report))
'''
STEPS = '''
"""Steps."""
import logging
import sys
import warnings

logger = logging.getLogger(__name__)


def work():
    {body}
    return 1


def report():
    logger.info("and then")
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.make(tmp_path_factory.mktemp("own") / "who-buys", PIPELINE.replace("work", "plot"))


def run(project: Path, body: str, work: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a pipeline whose first stage has some statements."""
    source = project / "src" / "who_buys"
    (source / "steps.py").write_text(STEPS.replace("{body}", body.replace("\n", "\n    ")))
    (source / "pipeline.py").write_text(PIPELINE)
    result = small.run(project, "run", "--output", str(work), **variables)
    assert result.returncode == 0, result.stderr
    return result


OFF = {
    "all messages are turned off": "logging.disable(logging.CRITICAL)",
    "a log file of the code": "logging.basicConfig(filename='own.txt', level='INFO', force=True)",
    "all handlers of the root are removed": "logging.getLogger().handlers.clear()",
    "the root shows errors only": "logging.getLogger().setLevel(logging.ERROR)",
    "a configuration that turns other loggers off": (
        "import logging.config\nlogging.config.dictConfig({'version': 1, 'handlers': {}, 'root': {'handlers': []}})"
    ),
    "logging is shut down": "logging.shutdown()",
}


@pytest.mark.parametrize("body", OFF.values(), ids=OFF)
def test_the_code_cannot_turn_the_log_off(project: Path, tmp_path: Path, body: str) -> None:
    result = run(project, f"{body}\nlogger.info('a line')", tmp_path)
    assert "a line\n" in result.stderr
    assert "and then\n" in result.stderr
    log = (tmp_path / "run.log").read_text()
    assert "INFO who_buys.steps: a line\n" in log
    assert "report done" in log


def test_the_log_of_the_code_has_its_own_messages_only(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "own.txt"
    body = f"logging.basicConfig(filename={str(target)!r}, level='INFO')\nlogging.info('mine')\nlogger.info('project')"
    run(project, body, tmp_path)
    assert target.read_text() == "INFO:root:mine\n"


SHOWN = {
    "a warning of an unknown logger": ("logging.getLogger('lib').warning('careful')", "careful\n"),
    "a warning of the root": ("logging.warning('careful')", "WARNING:root:careful\n"),
    "a quiet message": ("logging.info('quiet')\nsys.stderr.write('end\\n')", "end\n"),
}


@pytest.mark.parametrize(("body", "text"), SHOWN.values(), ids=SHOWN)
def test_other_messages_are_shown_as_python_shows_them(
    project: Path, tmp_path: Path, body: str, text: str
) -> None:
    shown = run(project, body, tmp_path).stderr.split("work …\n")[1].split("work done")[0]
    assert shown == text


def test_messages_that_nothing_handles_are_in_the_log_file(project: Path, tmp_path: Path) -> None:
    run(project, "logging.getLogger('lib').warning('careful %s', 1)", tmp_path)
    assert "WARNING lib: careful 1\n" in (tmp_path / "run.log").read_text()


def test_a_message_is_formatted_once(project: Path, tmp_path: Path) -> None:
    body = (
        "class Counter:\n    n = 0\n    def __str__(self):\n        Counter.n += 1\n        return 'a counter'\n"
        "logger.info('%s', Counter())\nlogger.info('asked %s', Counter.n)"
    )
    assert "a counter\nasked 1\n" in run(project, body, tmp_path).stderr


def test_an_error_in_the_text_of_an_object_reaches_the_code(project: Path, tmp_path: Path) -> None:
    body = (
        "class Bad:\n    def __str__(self):\n        raise KeyError('x')\n"
        "try:\n    logger.info('%s', Bad())\nexcept KeyError:\n    logger.info('caught')"
    )
    assert "caught\n" in run(project, body, tmp_path).stderr


def test_warnings_are_logged(project: Path, tmp_path: Path) -> None:
    result = run(project, "warnings.warn('odd')", tmp_path)
    assert "UserWarning: odd" in result.stderr
    assert "UserWarning: odd" in (tmp_path / "run.log").read_text()


REDIRECTED = {
    "the stream of errors": "import contextlib, io\nwith contextlib.redirect_stderr(io.StringIO()) as text:\n"
    "    warnings.warn('odd')\nlogger.info('caught %s', 'odd' in text.getvalue())",
    "recorded": "with warnings.catch_warnings(record=True) as found:\n    warnings.simplefilter('always')\n"
    "    warnings.warn('odd')\nlogger.info('caught %s', len(found) == 1)",
    "a function of the code": "found = []\nwarnings.showwarning = lambda *a, **k: found.append(a)\n"
    "warnings.warn('odd')\nlogger.info('caught %s', len(found) == 1)",
}


@pytest.mark.parametrize("body", REDIRECTED.values(), ids=REDIRECTED)
def test_warnings_that_the_code_reads_are_left_to_it(project: Path, tmp_path: Path, body: str) -> None:
    assert "caught True\n" in run(project, body, tmp_path).stderr


def test_prints_and_messages_keep_their_order(project: Path, tmp_path: Path) -> None:
    body = "print('one', end=' ')\nlogger.info('two')\nprint('three')\nlogger.info('four')"
    source = project / "src" / "who_buys"
    run(project, body, tmp_path)
    command = f"cd {source.parent} && {sys.executable} -m who_buys run --output {tmp_path} 2>&1"
    text = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    assert "one two\nthree\nfour\n" in text


VALUES = {"a value": ("[1]", "f():\n[1]\n"), "nothing": ("None", "end\n")}


@pytest.mark.parametrize(("value", "text"), VALUES.values(), ids=VALUES)
def test_a_displayed_value_is_logged_unless_it_is_none(
    project: Path, tmp_path: Path, value: str, text: str
) -> None:
    body = f"from who_buys._runtime import log_value\nlog_value(logger, 'f()', {value})\nlogger.info('end')"
    assert run(project, body, tmp_path).stderr.split("work …\n")[1].startswith(text)


ARGUMENTS = {
    "argparse": "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--rows', default=3)\n"
    "logger.info('rows %s', parser.parse_args().rows)",
    "the list": "logger.info('rows %s', 3 if sys.argv[1:] == [] else sys.argv)",
    "the list is replaced": "sys.argv = ['a', '3']\nlogger.info('rows %s', sys.argv[1])",
    "more arguments": "sys.argv.append('3')\nlogger.info('rows %s', sys.argv[1])",
}


@pytest.mark.parametrize("body", ARGUMENTS.values(), ids=ARGUMENTS)
def test_the_arguments_of_the_command_are_hidden(project: Path, tmp_path: Path, body: str) -> None:
    assert "rows 3\n" in run(project, body, tmp_path).stderr


def test_a_module_that_parses_arguments_when_it_is_imported(project: Path, tmp_path: Path) -> None:
    source = project / "src" / "who_buys" / "local.py"
    source.write_text("import argparse\nargs = argparse.ArgumentParser().parse_args()\n")
    run(project, "from . import local\nlogger.info('parsed')", tmp_path)
    source.unlink()


FIGURES = {
    "one that is left open": ("plt.plot([1])", ["work.png"]),
    "one that a module shows": (
        "plt.plot([1])\nplt.show()\nplt.plot([2])\nplt.show()",
        ["work-2.png", "work.png"],
    ),
    "one that is closed": ("plt.plot([1])\nplt.close()", []),
    "one that the code saves": (
        "from ._runtime import save_figures\nplt.plot([1])\nsave_figures('a')",
        ["a.png"],
    ),
}


@pytest.mark.parametrize(("body", "files"), FIGURES.values(), ids=FIGURES)
def test_no_figure_is_left_to_the_next_stage(
    project: Path, tmp_path: Path, body: str, files: list[str]
) -> None:
    pytest.importorskip("matplotlib")
    source = STEPS.replace("import warnings\n", "import warnings\nimport matplotlib.pyplot as plt\n")
    (project / "src" / "who_buys" / "steps.py").write_text(
        source.replace("{body}", body.replace("\n", "\n    "))
    )
    (project / "src" / "who_buys" / "pipeline.py").write_text(PIPELINE)
    result = small.run(project, "run", "--output", str(tmp_path), MPLBACKEND="agg")
    assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "figures").glob("*")) == files
