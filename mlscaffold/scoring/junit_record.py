"""The record of the last test run: a JUnit XML file, which pytest writes with `--junitxml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

WRITTEN = "outputs/tests.xml"
"""Where the template's pytest and `score --run` write it."""
PLACES = (
    WRITTEN,
    "outputs/junit.xml",
    "junit.xml",
    "reports/junit.xml",
    "test-results/junit.xml",
    "build/junit.xml",
)


@dataclass(frozen=True, slots=True)
class Record:
    """How the tests ended.

    Args:
        path: the file, "" where there is none.
        when: when the run began, in seconds.
        outcomes: by test, `tests.test_model.test_it`: passed, failed or skipped; of cases of one test the worst.
        cases: how many cases passed, failed and were skipped.
        stale: a file of code that changed later, "" if none did.
        fault: why the record cannot be read, "" where it can.
    """

    path: str = ""
    when: float = 0
    outcomes: tuple[tuple[str, str], ...] = ()
    cases: tuple[int, int, int] = (0, 0, 0)
    stale: str = ""
    fault: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is evidence for the current code."""
        return bool(self.path) and not self.stale and not self.fault

    @property
    def passed(self) -> frozenset[str]:
        """The tests that passed, where the record counts."""
        return frozenset(name for name, how in self.outcomes if how == "passed" and self.counts)

    @property
    def date(self) -> str:
        """When the run began, for people."""
        return date_text(self.when)


def date_text(when: float) -> str:
    """Return a time as text, in UTC."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M UTC")


def read_record(root: Path, named: str, code: Iterable[str]) -> Record:
    """Read the newest record.

    Args:
        root: the project's folder.
        named: the path in the settings, "" for the usual places.
        code: the files of code, which must not be newer.
    """
    found = [root / place for place in ([named] if named else PLACES) if (root / place).is_file()]
    if not found:
        return Record()
    file = max(found, key=lambda one: one.stat().st_mtime)
    path = file.relative_to(root).as_posix()
    try:
        tree = ElementTree.parse(file)  # noqa: S314  the user's own pytest has written it
    except (OSError, ElementTree.ParseError) as error:
        return Record(path, fault=f"{path} cannot be read: {error}")
    cases = list(_cases(tree))
    counted = tuple(sum(how == one for _, how in cases) for one in ("passed", "failed", "skipped"))
    when = _began(tree, file)
    outcomes = tuple(sorted(_worst(cases).items()))
    return Record(path, when, outcomes, counted, newer(root, code, when))  # type: ignore[arg-type]


def newer(root: Path, paths: Iterable[str], when: float) -> str:
    """Return the file that changed last, if that was after a time; "" otherwise."""
    changed = [(root / path).stat().st_mtime for path in paths if (root / path).is_file()]
    if not changed or max(changed) <= when:
        return ""
    return max(
        (path for path in paths if (root / path).is_file()), key=lambda one: (root / one).stat().st_mtime
    )


def _began(tree: ElementTree.ElementTree[ElementTree.Element], file: Path) -> float:
    for suite in tree.iter("testsuite"):
        try:
            return datetime.fromisoformat(suite.get("timestamp", "")).timestamp()
        except ValueError:
            continue
    return file.stat().st_mtime


def _cases(tree: ElementTree.ElementTree[ElementTree.Element]) -> Iterator[tuple[str, str]]:
    for case in tree.iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '').partition('[')[0]}"
        failed = case.find("failure") is not None or case.find("error") is not None
        yield name, "failed" if failed else "skipped" if case.find("skipped") is not None else "passed"


def _worst(cases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one outcome for each test: failed if a case failed, passed if one passed, else skipped."""
    by_test: defaultdict[str, set[str]] = defaultdict(set)
    for name, how in cases:
        by_test[name].add(how)
    order = ("failed", "passed", "skipped")
    return {name: next(one for one in order if one in hows) for name, hows in by_test.items()}
