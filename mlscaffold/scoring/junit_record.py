"""The record of the last test run: a JUnit XML file, which pytest writes with `--junitxml`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

WRITTEN = "outputs/tests.xml"
"""The path to which the template's pytest and `score --run` write it."""
PLACES = (
    WRITTEN,
    *"outputs/junit.xml junit.xml reports/junit.xml test-results/junit.xml build/junit.xml".split(),
)


@dataclass(frozen=True, slots=True)
class Record:
    """The outcomes of the tests.

    Args:
        path: the file, "" if there is none.
        when: when the run began, in seconds.
        outcomes: by test, such as `tests.test_model.test_it`: passed, failed or skipped; the worst of its cases.
        cases: how many cases passed, failed and were skipped.
        stale: a file of code that changed later, "" if none did.
        fault: why the record cannot be read, "" if it can.
    """

    path: str = ""
    when: float = 0
    outcomes: tuple[tuple[str, str], ...] = ()
    cases: tuple[int, int, int] = (0, 0, 0)
    stale: str = ""
    fault: str = ""

    @property
    def is_current(self) -> bool:
        """Whether it is evidence for the current code."""
        return bool(self.path) and not self.stale and not self.fault

    @property
    def passed(self) -> frozenset[str]:
        """The tests that passed, if the record is current."""
        return frozenset(name for name, outcome in self.outcomes if outcome == "passed" and self.is_current)

    @property
    def date(self) -> str:
        """When the run began, as text."""
        return date_text(self.when)


def date_text(when: float) -> str:
    """Return a time as text, in UTC."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M UTC")


def read_record(root: Path, configured: str, code: Iterable[str]) -> Record:
    """Read the newest record.

    Args:
        root: the project's folder.
        configured: the path in the settings, "" for the default places.
        code: the files of code, which must not be newer.
    """
    found = [root / place for place in ([configured] if configured else PLACES) if (root / place).is_file()]
    if not found:
        return Record()
    file = max(found, key=lambda one: one.stat().st_mtime)
    path = file.relative_to(root).as_posix()
    try:
        tree = ElementTree.parse(file)  # noqa: S314  the user's own pytest has written it
    except (OSError, ElementTree.ParseError) as error:
        return Record(path, fault=f"{path} cannot be read: {error}")
    cases = list(_cases(tree.iter("testcase")))
    counted = tuple(sum(how == outcome for _, how in cases) for outcome in ("passed", "failed", "skipped"))
    when = _began(tree.iter("testsuite"), file)
    outcomes = tuple(sorted(_worst(cases).items()))
    return Record(path, when, outcomes, counted, newer(root, code, when))  # type: ignore[arg-type]


def newer(root: Path, paths: Iterable[str], when: float) -> str:
    """Return the file that changed last, if that was after a time; "" otherwise."""
    times = {path: (root / path).stat().st_mtime for path in paths if (root / path).is_file()}
    last = max(times, key=lambda path: times[path], default="")
    return last if last and times[last] > when else ""


def _began(suites: Iterable[ElementTree.Element], file: Path) -> float:
    for suite in suites:
        try:
            return datetime.fromisoformat(suite.get("timestamp", "")).timestamp()
        except ValueError:
            continue
    return file.stat().st_mtime


def _cases(found: Iterable[ElementTree.Element]) -> Iterator[tuple[str, str]]:
    for case in found:
        name = f"{case.get('classname', '')}.{case.get('name', '').partition('[')[0]}"
        failed = case.find("failure") is not None or case.find("error") is not None
        yield name, "failed" if failed else "skipped" if case.find("skipped") is not None else "passed"


def _worst(cases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one outcome for each test: failed if a case failed, passed if one passed, else skipped."""
    worst: dict[str, str] = {}
    for name, outcome in cases:
        worst[name] = min(outcome, worst.get(name, outcome))  # alphabetical order is the order of severity
    return worst
