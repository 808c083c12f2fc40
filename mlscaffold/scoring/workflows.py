"""What runs by itself: the steps of the project's workflows, as they are written, and who watches its dependencies."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WATCHERS = (
    "renovate.json",
    ".renovaterc",
    ".renovaterc.json",
    ".github/renovate.json",
    ".github/renovate.json5",
)
LIBRARIES = frozenset({"pip", "uv", "conda", "poetry"})
_AUTOMATIC = frozenset({"push", "pull_request", "merge_group", "schedule", "pull_request_target"})
_RUNNERS = frozenset({"nox", "tox"})
_BEFORE = frozenset(
    {"uv", "run", "uvx", "poetry", "pdm", "hatch", "pipx", "python", "python3", "-m", "sudo", "env", "time"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """A command that a workflow runs by itself.

    Args:
        path: the workflow.
        job: its job.
        command: the words of the command.
        triggers: what starts it: push, pull_request, schedule.
    """

    path: str
    job: str
    command: tuple[str, ...]
    triggers: tuple[str, ...]

    @property
    def label(self) -> str:
        """The step for people."""
        starts = " and ".join(self.triggers)
        return f"{self.path}, job {self.job}: `{' '.join(self.command)}` on {starts}"


def steps_of(root: Path) -> tuple[Step, ...]:
    """Return the commands that workflows of GitHub and GitLab run by themselves."""
    files = sorted(
        one for one in (root / ".github" / "workflows").glob("*") if one.suffix in {".yml", ".yaml"}
    )
    found = [step for file in files for step in _github(_loaded(file), file.relative_to(root).as_posix())]
    return (*found, *_gitlab(_loaded(root / ".gitlab-ci.yml")))


def runs_tests(step: Step, root: Path) -> bool:
    """Return whether a command runs the project's tests, itself or by nox or tox."""
    words = _program(step.command)
    if not words:
        return False
    if words[0] in {"pytest", "py.test"}:
        return not {"--collect-only", "--co", "--help", "--version"} & set(words)
    if words[0] in _RUNNERS:
        return _runner_tests(root, words[0])
    return False


def watched(root: Path) -> str:
    """Return what tells of new versions of libraries, and how often; "" where nothing does."""
    for name in ("dependabot.yml", "dependabot.yaml"):
        table = _loaded(root / ".github" / name)
        for update in _listed(table.get("updates")) if isinstance(table, dict) else ():
            schedule = update.get("schedule") if isinstance(update, dict) else None
            if update.get("package-ecosystem") in LIBRARIES and isinstance(schedule, dict):
                often = schedule.get("interval")
                return f".github/{name}: {update['package-ecosystem']}, {often}" if often else ""
    found = next((name for name in WATCHERS if (root / name).is_file()), "")
    table = _loaded(root / found) if found else None
    active = (
        isinstance(table, dict)
        and table.get("enabled", True)
        and (table.get("extends") or table.get("packageRules"))
    )
    return f"{found}: renovate" if active else ""


def _loaded(file: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _github(table: Any, path: str) -> Iterator[Step]:
    if not isinstance(table, dict) or not isinstance(table.get("jobs"), dict):
        return
    asked = table.get("on", table.get(True))  # YAML reads the word `on` as true
    triggers = tuple(one for one in _words(asked) if one in _AUTOMATIC)
    for name, job in table["jobs"].items() if triggers else ():
        if isinstance(job, dict) and not _is_off(job):
            runs = [one["run"] for one in _listed(job.get("steps")) if _is_live(one)]
            yield from (Step(path, str(name), words, triggers) for run in runs for words in commands(run))


def _is_live(step: object) -> bool:
    return isinstance(step, dict) and isinstance(step.get("run"), str) and not _is_off(step)


def _is_off(part: dict[str, Any]) -> bool:
    """Return whether a step or job never runs, or may fail without anyone seeing it."""
    condition = str(part.get("if", "")).strip().removeprefix("${{").removesuffix("}}").strip().lower()
    return condition == "false" or part.get("continue-on-error") is True


def _gitlab(table: Any) -> Iterator[Step]:
    for name, job in table.items() if isinstance(table, dict) else ():
        if (
            isinstance(job, dict)
            and "script" in job
            and not job.get("allow_failure")
            and job.get("when") != "manual"
        ):
            lines = job["script"] if isinstance(job["script"], list) else [job["script"]]
            found = (words for line in lines if isinstance(line, str) for words in commands(line))
            yield from (Step(".gitlab-ci.yml", str(name), words, ("push",)) for words in found)


def commands(script: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands of a shell script whose failure is seen, each as its words."""
    for line in script.replace("\\\n", " ").splitlines():
        if "|| true" in line or "|| :" in line or line.rstrip().endswith("|| exit 0"):
            continue
        for part in re.split(r"&&|;|\|\|?", line):
            try:
                words = tuple(shlex.split(part, comments=True))
            except ValueError:
                continue
            if words:
                yield words


def _program(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without what only starts it: `uv run --frozen pytest` is `pytest`."""
    kept = list(words)
    while kept and (
        kept[0] in _BEFORE
        or "=" in kept[0].partition("/")[0]
        or (kept != list(words) and kept[0].startswith("-"))
    ):
        option = kept.pop(0)
        if option in {"--with", "--group", "--extra", "--python", "--project", "--directory"} and kept:
            kept.pop(0)
    return tuple(kept)


def _runner_tests(root: Path, runner: str) -> bool:
    if runner == "nox":
        try:
            tree = ast.parse((root / "noxfile.py").read_bytes())
        except (OSError, SyntaxError, ValueError):
            return False
        runs = [
            one
            for one in ast.walk(tree)
            if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "run"
        ]
        texts = {arg.value for one in runs for arg in one.args if isinstance(arg, ast.Constant)}
        return "pytest" in texts
    try:
        text = (root / "tox.ini").read_text(encoding="utf-8")
    except OSError:
        return False
    lines = text.partition("commands")[2].splitlines()
    return any(re.search(r"(?:^|\s|=)pytest\b", line.partition("#")[0]) for line in lines)


def _words(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | dict) else ()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
