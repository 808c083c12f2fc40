"""The command `check`, from its options to its output."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from mlscaffold.errors import CHECK_PLACE, MlscaffoldError, printable
from mlscaffold.filesystem.discovery import find, relative_to
from mlscaffold.finding import LEVELS, Finding
from mlscaffold.linting import check_settings
from mlscaffold.linting.cache import Cache
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.output import FORMATS, Summary, as_json, concise, counted, finding_line, statistics
from mlscaffold.linting.ruff import UNKNOWN
from mlscaffold.linting.run import order, run
from mlscaffold.linting.selection import selection_for
from mlscaffold.linting.source_lines import source_lines

if TYPE_CHECKING:
    from mlscaffold.linting.apply_fixes import FixedFile


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
        output_format: one of `FORMATS`.
        coloured: whether findings for people have colours.
        stdin_filename: the path of the file that standard input is for.
        statistics: whether to show counts by rule instead of findings.
        exit_zero: whether findings leave the exit status at 0.
        baseline: the file of known findings, "" for the settings'.
        write_baseline: the file to write the findings to, "" for none.
        use_cache: whether to use the results of earlier runs.
        jobs: how many processes to use, 0 for one per core.
        fix: whether to fix what a codemod can fix.
        unsafe_fixes: whether to fix even where results may change.
        diff: whether to show the fixes instead of writing them.
        show_fixes: whether to list what was fixed.
        add_noqa: whether to suppress all findings by comments.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: str = ""
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    output_format: str = "full"
    coloured: bool = False
    stdin_filename: str = ""
    statistics: bool = False
    exit_zero: bool = False
    baseline: str = ""
    write_baseline: str = ""
    use_cache: bool = True
    jobs: int = 0
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    show_fixes: bool = False
    add_noqa: bool = False

    @property
    def fixes(self) -> bool:
        """Whether something is to be fixed."""
        return self.fix or self.unsafe_fixes


@dataclass(frozen=True, slots=True)
class Result:
    """The output of the command.

    Args:
        text: for standard output.
        status: the exit status: 0 without findings, 1 with findings.
        note: for standard error.
        content: the bytes for standard output in place of the text, None for the text.
    """

    text: str
    status: int = 0
    note: str = ""
    content: bytes | None = None


def check(paths: Sequence[str], options: Options) -> Result:
    """Check files and report findings.

    Args:
        paths: files and folders, as the user gave them.
        options: the options of the command line.

    Raises:
        MlscaffoldError: a path, a code, a setting or the baseline is wrong.
    """
    _reject_wrong_use(paths, options)
    if paths == ["-"]:
        from mlscaffold.linting.standard_input import check_standard_input

        return check_standard_input(options)
    root = check_settings.root_of(paths)
    settings = merged(check_settings.read(root), options)
    summary = lint(paths, root, settings, options)
    reject_unknown_to_ruff(summary.note, options)
    if options.add_noqa:
        return _suppressed(summary)
    if options.diff:
        return _diff(summary, root, settings, options)
    if options.fixes:
        return _fixed(summary, paths, root, settings, options)
    if options.write_baseline:
        return _baseline_written(summary, root, options.write_baseline)
    note = summary.note if summary.files else "no notebooks or Python files found"
    return Result(rendered(summary, options), status_of(summary.findings, options), note)


def _reject_wrong_use(paths: Sequence[str], options: Options) -> None:
    if options.output_format not in FORMATS:
        what = f"unknown output format `{options.output_format}`"
        raise MlscaffoldError(what, hint=f"Available: {', '.join(FORMATS)}", status=2)
    if "-" in paths and (len(paths) > 1 or options.add_noqa or options.write_baseline):
        hint = "Name only `-`, without --add-noqa and --write-baseline"
        raise MlscaffoldError("standard input is checked alone", hint=hint, status=2)


def reject_unknown_to_ruff(note: str, options: Options) -> None:
    """Reject codes of the command line that ruff does not know; for those in settings, the note says so.

    Raises:
        MlscaffoldError: there is one.
    """
    codes = [
        code
        for texts in (options.select, options.extend_select, options.ignore)
        for code in _codes(texts, "")
    ]
    unknown = [code for code in codes if note.startswith(UNKNOWN) and code in note.partition(":")[0].split()]
    if unknown:
        hint = "`ruff rule --all` lists the rules of ruff"
        raise MlscaffoldError(f"unknown rule {unknown[0].rstrip(',')}", hint=hint, status=2)


def lint(
    paths: Sequence[str], root: str, settings: Settings, options: Options, known: Cache | None = None
) -> Summary:
    """Check files and return the findings that are not in the baseline.

    Args:
        paths: files and folders, as the user gave them.
        root: the project's folder.
        settings: the merged settings.
        options: the options of the command line.
        known: the results of an earlier run, of which those of unchanged files still hold.

    Raises:
        MlscaffoldError: as for `check`.
    """
    files = find(paths, root, (*settings.exclude, *settings.extend_exclude), force=options.force_exclude)
    strictest = replace(settings, level=LEVELS[-1]) if _shows_levels(settings, options) else settings
    processes = options.jobs or cores()
    result = run(
        files, root, strictest, processes=processes, use_cache=options.use_cache, across=settings, known=known
    )
    selections = {path: selection_for(relative_to(path, root), settings) for path in result.files}
    level_of = {code: level for code, (_, level) in result.rules.items()}
    found = tuple(
        one for one in result.findings if selections[one.path].includes(one.code, level_of[one.code])
    )
    every = result.findings if options.write_baseline else _new(result.findings, root, settings, options)
    shown = set(found)
    new = tuple(one for one in every if one in shown)
    names = {code: name for code, (name, _) in result.rules.items()}
    beyond = len(every) - len(new)
    return Summary(new, len(files), len(found) - len(new), result.note, names, beyond, result.known)


def _shows_levels(settings: Settings, options: Options) -> bool:
    """Return whether the output says how many findings there are at the strictest level."""
    changes = options.fixes or options.diff or options.add_noqa or options.write_baseline
    return options.output_format == "full" and not (settings.select or changes or options.statistics)


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


def _new(found: tuple[Finding, ...], root: str, settings: Settings, options: Options) -> tuple[Finding, ...]:
    path = options.baseline or (os.path.join(root, settings.baseline) if settings.baseline else "")
    if not path:
        return found
    from mlscaffold.linting import baseline

    return baseline.new(found, baseline.read(path), root, source_lines())


def status_of(findings: Sequence[object], options: Options) -> int:
    """Return the exit status: 1 for findings unless an option says otherwise."""
    return int(bool(findings) and not options.exit_zero)


def _baseline_written(summary: Summary, root: str, path: str) -> Result:
    from mlscaffold.linting import baseline

    text = baseline.written(summary.findings, root, source_lines())
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
    return Result(text.rstrip("\n"), status_of(text, options), note)


def _fixed(summary: Summary, paths: Sequence[str], root: str, settings: Settings, options: Options) -> Result:
    """Write fixes, then check again, so that the other findings are reported at their new places."""
    from mlscaffold.linting.apply_fixes import fix_files, write

    done = fix_files(summary.findings, root, settings, unsafe=options.unsafe_fixes)
    for one in done:
        if one.before != one.after:
            write(one)
    left = lint(paths, root, settings, options, summary.known)
    errors = tuple(one.error for one in done if one.error)
    left = replace(left, findings=tuple(sorted((*left.findings, *errors), key=order)))
    return Result(rendered(left, options), status_of(left.findings, options), fixes_made(done, options))


def fixes_made(done: Sequence[FixedFile], options: Options) -> str:
    """Return how many findings were fixed, after a list of them if an option asks for it."""
    lines = [f"{counted(sum(one.fixes for one in done), 'finding')} fixed"]
    if options.show_fixes:
        from mlscaffold.linting.explain import describe

        for one in done:
            lines += [f"{printable(one.path)}:"] if one.fixed else []
            for code, count in sorted(one.fixed.items()):
                rule = describe(code)
                lines.append(f"  {count} x {code} {rule.name if rule else ''}".rstrip())
    return "\n".join([*lines[1:], lines[0]])


def _suppressed(summary: Summary) -> Result:
    """Add comments that suppress the findings."""
    from mlscaffold.filesystem.writer import replace_file
    from mlscaffold.linting.suppress import suppress

    left: list[Finding] = []
    for path, group in groupby(summary.findings, lambda one: one.path):
        found = tuple(group)
        content = Path(path).read_bytes()
        try:
            done = suppress(content, path, found)
        except MlscaffoldError:
            left += found
            continue
        left += done.left
        if done.content != content:
            replace_file(Path(path), done.content)
    note = f"{counted(len(summary.findings) - len(left), 'finding')} suppressed by comments"
    rest = f"{counted(len(left), 'finding')} not: their place cannot hold a comment; use per-file-ignores or a baseline"
    lines = map(finding_line, left)
    return Result("\n".join(lines), 0, f"{note}, {rest}" if left else note)


def rendered(summary: Summary, options: Options, contents: Mapping[str, bytes] | None = None) -> str:
    """Return a summary in the format of the options.

    Args:
        summary: the summary.
        options: the options of the command line.
        contents: the bytes of files by path, where these are not what was checked.
    """
    if options.statistics:
        return statistics(summary)
    if options.output_format == "full":
        from mlscaffold.linting.full_output import coloured, full, plain

        return full(summary, source_lines(contents), coloured if options.coloured else plain)
    return render(summary, options.output_format)


def render(summary: Summary, name: str) -> str:
    """Return a summary in a format for programs, or as a line for each finding."""
    if name in {"concise", "json"}:
        return concise(summary) if name == "concise" else as_json(summary)
    from mlscaffold.linting import ci_output

    return {"sarif": ci_output.sarif, "github": ci_output.github, "junit": ci_output.junit}[name](summary)
