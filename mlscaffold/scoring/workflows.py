"""Automation: the steps of the project's workflows, and the bot that updates its dependencies."""

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RENOVATE_FILES = tuple(
    "renovate.json .renovaterc .renovaterc.json .github/renovate.json .github/renovate.json5".split()
)
LIBRARIES = frozenset({"pip", "uv", "conda", "poetry"})
_AUTOMATIC = frozenset({"push", "pull_request", "merge_group", "schedule", "pull_request_target"})
_RUNNERS = frozenset({"nox", "tox"})
_LAUNCHERS = frozenset("uv run uvx poetry pdm hatch pipx python python3 -m sudo env time".split())
_OPTIONS_WITH_VALUE = frozenset({"--with", "--group", "--extra", "--python", "--project", "--directory"})


@dataclass(frozen=True, slots=True)
class Step:
    """A command that a workflow runs automatically.

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
        """The step as text."""
        starts = " and ".join(self.triggers)
        return f"{self.path}, job {self.job}: `{' '.join(self.command)}` on {starts}"


def steps_of(root: Path) -> tuple[Step, ...]:
    """Return the commands that workflows of GitHub and GitLab run automatically."""
    folder = root / ".github" / "workflows"
    files = sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")])
    workflows = ((_table(_loaded(file)), file.relative_to(root).as_posix()) for file in files)
    found = (step for workflow, path in workflows for step in _github(workflow, path))
    return (*found, *_gitlab(_table(_loaded(root / ".gitlab-ci.yml"))))


def runs_tests(step: Step, root: Path) -> bool:
    """Return whether a command runs the project's tests, directly or by nox or tox."""
    words = _program(step.command)
    if not words:
        return False
    if words[0] in {"pytest", "py.test"}:
        return not {"--collect-only", "--co", "--help", "--version"} & set(words)
    return words[0] in _RUNNERS and _runner_tests(root, words[0])


def update_bot(root: Path) -> str:
    """Return the bot that reports new versions of libraries, and its schedule; "" without one."""
    for path in (".github/dependabot.yml", ".github/dependabot.yaml"):
        for update in _listed(_table(_loaded(root / path)).get("updates")):
            schedule = _table(update).get("schedule")
            if _table(update).get("package-ecosystem") in LIBRARIES and isinstance(schedule, dict):
                often = schedule.get("interval")
                return f"{path}: {update['package-ecosystem']}, {often}" if often else ""
    found = next((name for name in RENOVATE_FILES if (root / name).is_file()), "")
    table = _table(_loaded(root / found)) if found else {}
    active = table.get("enabled", True) and (table.get("extends") or table.get("packageRules"))
    return f"{found}: renovate" if active else ""


def _loaded(file: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _github(workflow: dict[Any, Any], path: str) -> Iterator[Step]:
    events = workflow.get("on", workflow.get(True))  # YAML reads the word `on` as true
    triggers = tuple(event for event in _words(events) if event in _AUTOMATIC)
    for name, job in _table(workflow.get("jobs")).items() if triggers else ():
        if isinstance(job, dict) and not _is_off(job):
            runs = [step["run"] for step in _listed(job.get("steps")) if _is_live(step)]
            yield from (Step(path, str(name), words, triggers) for run in runs for words in commands(run))


def _is_live(step: object) -> bool:
    return isinstance(step, dict) and isinstance(step.get("run"), str) and not _is_off(step)


def _is_off(part: dict[str, Any]) -> bool:
    """Return whether a step or job never runs, or may fail without notice."""
    condition = str(part.get("if", "")).strip().removeprefix("${{").removesuffix("}}").strip().lower()
    return condition == "false" or part.get("continue-on-error") is True


def _gitlab(pipeline: dict[Any, Any]) -> Iterator[Step]:
    for name, job in pipeline.items():
        if not isinstance(job, dict) or job.get("allow_failure") or job.get("when") == "manual":
            continue
        script = job.get("script", [])
        lines = script if isinstance(script, list) else [script]
        found = (words for line in lines if isinstance(line, str) for words in commands(line))
        yield from (Step(".gitlab-ci.yml", str(name), words, ("push",)) for words in found)


def commands(script: str) -> Iterator[tuple[str, ...]]:
    """Yield the commands of a shell script whose failure counts, each as its words."""
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
    """Return a command without its launcher: `uv run --frozen pytest` is `pytest`."""
    remaining = list(words)
    while remaining:
        word = remaining[0]
        is_option = word.startswith("-") and len(remaining) < len(words)
        if word not in _LAUNCHERS and "=" not in word.partition("/")[0] and not is_option:
            break
        remaining.pop(0)
        if word in _OPTIONS_WITH_VALUE and remaining:
            remaining.pop(0)
    return tuple(remaining)


def _runner_tests(root: Path, runner: str) -> bool:
    """Return whether the configuration of nox or tox runs pytest."""
    file = root / ("noxfile.py" if runner == "nox" else "tox.ini")
    try:
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text if runner == "nox" else "")
    except (OSError, SyntaxError, ValueError):
        return False
    if runner == "nox":
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        words = [arg for call in calls if getattr(call.func, "attr", "") == "run" for arg in call.args]
        return any(isinstance(word, ast.Constant) and word.value == "pytest" for word in words)
    lines = text.partition("commands")[2].splitlines()
    return any(re.search(r"(?:^|\s|=)pytest\b", line.partition("#")[0]) for line in lines)


def _table(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _words(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | dict) else ()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
