"""The command `check`, from its options to what is printed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import find
from mlscaffold.finding import Finding
from mlscaffold.linting import check_settings as project
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.checked_file import Outcome, order
from mlscaffold.linting.output.summary import Summary
from mlscaffold.linting.output.text import counted, line
from mlscaffold.linting.run import run

FORMATS = ("text", "json", "sarif", "github")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says.

    Args:
        select: in place of the settings' `select`; texts may hold several codes with commas between, as below.
        extend_select: added to the settings'.
        ignore: added to the settings'.
        level: the level of all files, "" for what settings and defaults say.
        exclude: added to the settings'.
        force_exclude: whether what is excluded is left out even where it is named.
        output_format: text, json, sarif or github.
        statistics: whether counts by rule are shown in place of findings.
        exit_zero: whether findings leave the status at 0.
        baseline: the file of known findings, "" for the settings'.
        write_baseline: the file to write what is found to, "" for none.
        use_cache: whether earlier runs are used.
        jobs: how many processes may work, 0 for as many as there are cores.
        fix: whether what a codemod can mend is mended.
        unsafe_fixes: whether also where that may change results.
        diff: whether mending is shown, and nothing written.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: str = ""
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    output_format: str = "text"
    statistics: bool = False
    exit_zero: bool = False
    baseline: str = ""
    write_baseline: str = ""
    use_cache: bool = True
    jobs: int = 0
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What the command prints, and its status.

    Args:
        text: for standard output.
        status: 0 where nothing was found, 1 where something was.
        note: for standard error.
    """

    text: str
    status: int = 0
    note: str = ""


def check(paths: Sequence[str], options: Options) -> Result:
    """Check files, and say what was found.

    Args:
        paths: files and folders, as the user names them.
        options: what the command line says.

    Raises:
        MlscaffoldError: a path, a code, a setting or the baseline is not what it should be.
    """
    _refuse_format(options.output_format)
    root = project.root_of(paths)
    settings = merged(project.read(root), options)
    told = look(paths, root, settings, options)
    if options.diff:
        return _diff(told, root, settings, options)
    if options.fix or options.unsafe_fixes:
        return _fixed(told, paths, root, settings, options)
    if options.write_baseline:
        return _baseline_written(told, root, options.write_baseline)
    note = told.note if told.files else "there are no notebooks or Python files here"
    return Result(_rendered(told, options), _status(told.findings, options), note)


def look(paths: Sequence[str], root: str, settings: Settings, options: Options) -> Summary:
    """Check files, and return what the baseline does not know.

    Args:
        paths: files and folders, as the user names them.
        root: the project's folder.
        settings: what is wanted.
        options: what the command line says.

    Raises:
        MlscaffoldError: as for `check`.
    """
    files = find(paths, root, (*settings.exclude, *settings.extend_exclude), force=options.force_exclude)
    outcome = run(files, root, settings, processes=options.jobs or cores(), use_cache=options.use_cache)
    new = outcome.findings if options.write_baseline else _new(outcome, root, settings, options)
    return Summary(new, len(files), len(outcome.findings) - len(new), outcome.note)


def merged(settings: Settings, options: Options) -> Settings:
    """Return settings with what the command line says in their place or besides.

    Raises:
        MlscaffoldError: a code or a level does not look like one.
    """
    return replace(
        settings,
        select=_codes(options.select, "--select") or settings.select,
        extend_select=(*settings.extend_select, *_codes(options.extend_select, "--extend-select")),
        ignore=(*settings.ignore, *_codes(options.ignore, "--ignore")),
        level=project.known_level(options.level, "--level") if options.level else settings.level,
        extend_exclude=(*settings.extend_exclude, *options.exclude),
    )


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _codes(given: Sequence[str], option: str) -> tuple[str, ...]:
    return tuple(
        project.known_code(code, option) for text in given for code in text.split(",") if code.strip()
    )


def _refuse_format(name: str) -> None:
    if name not in FORMATS:
        raise MlscaffoldError(
            f"there is no output format `{name}`", hint=f"Formats are {', '.join(FORMATS)}", status=2
        )


def _new(outcome: Outcome, root: str, settings: Settings, options: Options) -> tuple[Finding, ...]:
    path = options.baseline or (os.path.join(root, settings.baseline) if settings.baseline else "")
    if not path:
        return outcome.findings
    from mlscaffold.linting import baseline

    return baseline.new(outcome.findings, baseline.read(path), root, baseline.lines_of_files())


def _status(found: Sequence[object], options: Options) -> int:
    return int(bool(found) and not options.exit_zero)


def _baseline_written(told: Summary, root: str, path: str) -> Result:
    from mlscaffold.linting import baseline

    text = baseline.written(told.findings, root, baseline.lines_of_files())
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise MlscaffoldError(f"the baseline cannot be written ({error.strerror})", where=path) from error
    return Result("", 0, f"{counted(len(told.findings), 'finding')} known now, in {path}")


def _diff(told: Summary, root: str, settings: Settings, options: Options) -> Result:
    from mlscaffold.linting.apply_fixes import diff, mendings

    done = mendings(told.findings, root, settings, unsafe=options.unsafe_fixes)
    shown = [one for one in done if one.before != one.after]
    note = f"{sum(one.made for one in shown)} would be mended in {counted(len(shown), 'file')}"
    text = "".join([*map(diff, shown), *(f"{line(one.fault)}\n" for one in done if one.fault)])
    return Result(text.rstrip("\n"), int(bool(text) and not options.exit_zero), note)


def _fixed(told: Summary, paths: Sequence[str], root: str, settings: Settings, options: Options) -> Result:
    """Mend, then look again: what is mended is gone, and what stands elsewhere now is told at its new place."""
    from mlscaffold.linting.apply_fixes import mendings, write

    done = mendings(told.findings, root, settings, unsafe=options.unsafe_fixes)
    for one in done:
        if one.before != one.after:
            write(one)
    left = look(paths, root, settings, options)
    faults = tuple(one.fault for one in done if one.fault)
    left = replace(left, findings=tuple(sorted((*left.findings, *faults), key=order)))
    note = f"{sum(one.made for one in done)} mended"
    return Result(_rendered(left, options), _status(left.findings, options), note)


def _rendered(told: Summary, options: Options) -> str:
    if options.statistics:
        from mlscaffold.linting.explain import described
        from mlscaffold.linting.output.text import statistics

        about = {code: described(code) for code in {finding.code for finding in told.findings}}
        return statistics(told, {code: one.name for code, one in about.items() if one})
    from mlscaffold.linting.output import render

    return render(told, options.output_format)
