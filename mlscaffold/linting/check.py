"""The command `check`, from its options to its output."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlscaffold.errors import CHECK_PLACE, MlscaffoldError
from mlscaffold.filesystem.discovery import find
from mlscaffold.finding import Finding
from mlscaffold.linting import check_settings
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.output import FORMATS, Summary, as_json, as_text, counted, finding_line, statistics
from mlscaffold.linting.run import LintResult, order, run


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line.

    Args:
        select: replaces the settings' `select`; a text may hold several codes, separated by commas, also below.
        extend_select: added to the settings'.
        ignore: added to the settings'.
        level: the level of all files, "" for that of the settings or the default.
        exclude: added to the settings'.
        force_exclude: whether excluded files are left out even if they are named explicitly.
        output_format: text, json, sarif or github.
        statistics: whether to show counts by rule instead of findings.
        exit_zero: whether findings leave the exit status at 0.
        baseline: the file of known findings, "" for the settings'.
        write_baseline: the file to write the findings to, "" for none.
        use_cache: whether to use the results of earlier runs.
        jobs: how many processes to use, 0 for one per core.
        fix: whether to fix what a codemod can fix.
        unsafe_fixes: whether to fix even where results may change.
        diff: whether to show the fixes instead of writing them.
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
    """The output of the command.

    Args:
        text: for standard output.
        status: the exit status: 0 without findings, 1 with findings.
        note: for standard error.
    """

    text: str
    status: int = 0
    note: str = ""


def check(paths: Sequence[str], options: Options) -> Result:
    """Check files and report findings.

    Args:
        paths: files and folders, as the user gave them.
        options: the options of the command line.

    Raises:
        MlscaffoldError: a path, a code, a setting or the baseline is wrong.
    """
    if options.output_format not in FORMATS:
        what = f"unknown output format `{options.output_format}`"
        raise MlscaffoldError(what, hint=f"Available: {', '.join(FORMATS)}", status=2)
    root = check_settings.root_of(paths)
    settings = merged(check_settings.read(root), options)
    summary = lint(paths, root, settings, options)
    if options.diff:
        return _diff(summary, root, settings, options)
    if options.fix or options.unsafe_fixes:
        return _fixed(summary, paths, root, settings, options)
    if options.write_baseline:
        return _baseline_written(summary, root, options.write_baseline)
    note = summary.note if summary.files else "no notebooks or Python files found"
    return Result(_rendered(summary, options), _status(summary.findings, options), note)


def lint(paths: Sequence[str], root: str, settings: Settings, options: Options) -> Summary:
    """Check files and return the findings that are not in the baseline.

    Args:
        paths: files and folders, as the user gave them.
        root: the project's folder.
        settings: the merged settings.
        options: the options of the command line.

    Raises:
        MlscaffoldError: as for `check`.
    """
    files = find(paths, root, (*settings.exclude, *settings.extend_exclude), force=options.force_exclude)
    result = run(files, root, settings, processes=options.jobs or cores(), use_cache=options.use_cache)
    new = result.findings if options.write_baseline else _new(result, root, settings, options)
    return Summary(new, len(files), len(result.findings) - len(new), result.note)


def merged(settings: Settings, options: Options) -> Settings:
    """Return the settings with the options of the command line.

    Raises:
        MlscaffoldError: a code or a level is not valid.
    """
    return replace(
        settings,
        select=_codes(options.select, "--select") or settings.select,
        extend_select=(*settings.extend_select, *_codes(options.extend_select, "--extend-select")),
        ignore=(*settings.ignore, *_codes(options.ignore, "--ignore")),
        level=check_settings.known_level(options.level, "--level") if options.level else settings.level,
        extend_exclude=(*settings.extend_exclude, *options.exclude),
    )


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _codes(texts: Sequence[str], option: str) -> tuple[str, ...]:
    codes = (code for text in texts for code in text.split(",") if code.strip())
    return tuple(check_settings.known_code(code, option) for code in codes)


def _new(result: LintResult, root: str, settings: Settings, options: Options) -> tuple[Finding, ...]:
    path = options.baseline or (os.path.join(root, settings.baseline) if settings.baseline else "")
    if not path:
        return result.findings
    from mlscaffold.linting import baseline

    return baseline.new(result.findings, baseline.read(path), root, baseline.lines_of_files())


def _status(findings: Sequence[object], options: Options) -> int:
    return int(bool(findings) and not options.exit_zero)


def _baseline_written(summary: Summary, root: str, path: str) -> Result:
    from mlscaffold.linting import baseline

    text = baseline.written(summary.findings, root, baseline.lines_of_files())
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        what = f"the baseline cannot be written ({error.strerror})"
        raise MlscaffoldError(what, where=path, hint=CHECK_PLACE) from error
    return Result("", 0, f"{counted(len(summary.findings), 'finding')} written to {path}")


def _diff(summary: Summary, root: str, settings: Settings, options: Options) -> Result:
    from mlscaffold.linting.apply_fixes import diff, fix_files

    done = fix_files(summary.findings, root, settings, unsafe=options.unsafe_fixes)
    changed = [one for one in done if one.before != one.after]
    count = counted(sum(one.fixes for one in changed), "finding")
    errors = (f"{finding_line(one.error)}\n" for one in done if one.error)
    text = "".join([*map(diff, changed), *errors])
    note = f"{count} would be fixed in {counted(len(changed), 'file')}"
    return Result(text.rstrip("\n"), _status(text, options), note)


def _fixed(summary: Summary, paths: Sequence[str], root: str, settings: Settings, options: Options) -> Result:
    """Write fixes, then check again, so that the other findings are reported at their new places."""
    from mlscaffold.linting.apply_fixes import fix_files, write

    done = fix_files(summary.findings, root, settings, unsafe=options.unsafe_fixes)
    for one in done:
        if one.before != one.after:
            write(one)
    left = lint(paths, root, settings, options)
    errors = tuple(one.error for one in done if one.error)
    left = replace(left, findings=tuple(sorted((*left.findings, *errors), key=order)))
    note = f"{counted(sum(one.fixes for one in done), 'finding')} fixed"
    return Result(_rendered(left, options), _status(left.findings, options), note)


def _rendered(summary: Summary, options: Options) -> str:
    if options.statistics:
        from mlscaffold.linting.explain import describe

        rules = {code: describe(code) for code in {finding.code for finding in summary.findings}}
        return statistics(summary, {code: one.name for code, one in rules.items() if one})
    return render(summary, options.output_format)


def render(summary: Summary, name: str) -> str:
    """Return a summary in a format: text, json, sarif or github."""
    if name in {"text", "json"}:
        return as_text(summary) if name == "text" else as_json(summary)
    from mlscaffold.linting import ci_output

    return ci_output.sarif(summary) if name == "sarif" else ci_output.github(summary)
