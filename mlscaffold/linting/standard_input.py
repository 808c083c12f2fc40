"""`check -`: content that an editor or another program gives on standard input, which no file needs to hold."""

from __future__ import annotations

import json
import sys

from mlscaffold.filesystem.discovery import PYTHON, excluded, is_notebook
from mlscaffold.linting import check_settings
from mlscaffold.linting.check import (
    Options,
    Result,
    fixes_made,
    merged,
    reject_unknown_to_ruff,
    rendered,
    status_of,
)
from mlscaffold.linting.lint_files import lint_content
from mlscaffold.linting.output import Summary, concise
from mlscaffold.linting.run import order, rules_of


def check_standard_input(options: Options) -> Result:
    """Check standard input as the content of the file that `stdin_filename` names; without a name, its form decides.

    With fixes, the fixed content is printed, and the other findings go to standard error.

    Args:
        options: the options of the command line.

    Raises:
        MlscaffoldError: a code or a setting is wrong.
    """
    content = sys.stdin.buffer.read()
    path = options.stdin_filename or f"stdin{'.ipynb' if _is_json(content) else '.py'}"
    if not is_notebook(path) and not path.endswith(PYTHON):
        path += ".py"
    root = check_settings.root_of([path])
    settings = merged(check_settings.read(root), options)
    if options.force_exclude and excluded(path, root, (*settings.exclude, *settings.extend_exclude)):
        return Result("", content=content if options.fixes and not options.diff else None)
    findings, note = lint_content(content, path, root, settings)
    reject_unknown_to_ruff(note, options)
    names = {code: name for code, (name, _) in rules_of({one.code for one in findings}, {}).items()}
    summary = Summary(tuple(sorted(findings, key=order)), 1, note=note, names=names)
    if not (options.fixes or options.diff):
        text = rendered(summary, options, {path: content})
        return Result(text, status_of(summary.findings, options), note)
    from mlscaffold.linting.apply_fixes import diff, fix_content

    done = fix_content(
        content,
        path,
        root,
        settings,
        [one for one in summary.findings if one.fix],
        unsafe=options.unsafe_fixes,
    )
    if options.diff:
        text = diff(done)
        return Result(text.rstrip("\n"), status_of(text, options))
    left, _ = lint_content(done.after, path, root, settings)
    after = Summary(tuple(sorted(left, key=order)), 1)
    note = f"{concise(after)}\n{fixes_made([done], options)}"
    return Result("", status_of(left, options), note, content=done.after)


def _is_json(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False
