"""The commands on notebooks and code: harden, check, codemods."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlscaffold.cli.app import app, has_colours, print_error, progress
from mlscaffold.errors import MlscaffoldError

if TYPE_CHECKING:
    from mlscaffold.linting.check import Options, Result

NOTEBOOK = typer.Argument(help="The notebook: .ipynb, a script (.py), or .md, .Rmd, .qmd.")
OUTPUT = typer.Option("--output", "-o", help="The project's folder: a new one, or a project to update.")
PYTHON = typer.Option(
    help="The interpreter with the notebook's libraries. Default: the active environment, .venv or the kernel.",
    metavar="PYTHON",
)
NO_RUN = typer.Option("--no-run", help="Do not run the notebook; then nothing is proven.")
NO_CLEAN_ENV = typer.Option(
    "--no-clean-env", help="Run the project with PYTHON instead of a new environment."
)
TIMEOUT = typer.Option(help="Time limit for each run of the notebook or the project, in seconds.", min=1)
MEMORY = typer.Option(
    help="Memory limit for each run, in GB. Default: four fifths of the machine's.",
    metavar="GB",
    min=0.1,  # Python alone takes a tenth
)
STRICT = typer.Option("--strict", help="Fail if any part of the notebook cannot be hardened.")
INCLUDE = typer.Option(
    help="A file or folder outside the notebook's project whose files may be copied. Repeatable.",
    metavar="PATH",
)
DRY_RUN = typer.Option(
    "--dry-run", help="Show what would change in an existing project, without changing it."
)


@app.command()
def harden(
    notebook: Annotated[Path, NOTEBOOK],
    output: Annotated[Path, OUTPUT],
    python: Annotated[str | None, PYTHON] = None,
    no_run: Annotated[bool, NO_RUN] = False,
    no_clean_env: Annotated[bool, NO_CLEAN_ENV] = False,
    # By judgement: most notebooks run in minutes; a longer training needs the option.
    timeout: Annotated[float, TIMEOUT] = 900,
    memory: Annotated[float | None, MEMORY] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    strict: Annotated[bool, STRICT] = False,
    dry_run: Annotated[bool, DRY_RUN] = False,
    include: Annotated[list[Path] | None, INCLUDE] = None,
) -> None:
    """Turn a notebook into a project, or update the project of a notebook that changed."""
    from mlscaffold.commands.harden import RunOptions
    from mlscaffold.commands.harden import harden as harden_notebook
    from mlscaffold.projects.snapshot import is_project

    exists = is_project(output)
    if dry_run and not exists:
        what = "--dry-run needs an existing project, and there is none"
        raise MlscaffoldError(what, where=str(output), hint="Run `mlscaffold harden` without --dry-run")
    if no_run:
        running = None
    else:
        typer.echo("Running the notebook's code in a copy of its folder; --no-run prevents that.", err=True)
        held = int((memory or 0) * 1e9)  # GB in bytes
        running = RunOptions(timeout, clean=not no_clean_env, progress=progress(), memory=held)
    if exists:
        from mlscaffold.commands.harden import harden_again

        result = harden_again(notebook, output, python, strict, running, dry_run, tuple(include or ()))
    else:
        result = harden_notebook(notebook, output, python, strict, running, included=tuple(include or ()))
    typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else result.report)
    raise typer.Exit(result.status)


codemods = typer.Typer(help="List or run codemods: automated code rewrites.", rich_markup_mode=None)
app.add_typer(codemods, name="codemods")


@codemods.callback(invoke_without_command=True)
def list_codemods(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the installed codemods, or run some of them."""
    from mlscaffold.commands.codemods import listing, listing_text

    if context.invoked_subcommand is None:
        typer.echo(json.dumps(listing(), indent=2, ensure_ascii=False) if as_json else listing_text())


CODEMODS_THEN_PATHS = typer.Argument(
    metavar="NAME... [PATH]...", help="Codemods, then files and folders. Default: the current folder."
)
DIFF = typer.Option("--diff", help="Show changes without writing them; exit with 1 if there are any.")
UNSAFE = typer.Option("--unsafe", help="Also run codemods that change what the code computes.")


@codemods.command("run")
def run_codemods(
    words: Annotated[list[str], CODEMODS_THEN_PATHS],
    diff: Annotated[bool, DIFF] = False,
    unsafe: Annotated[bool, UNSAFE] = False,
) -> None:
    """Run codemods on notebooks and Python files."""
    from mlscaffold.commands.codemods import run as rewrite
    from mlscaffold.commands.codemods import split_words

    chosen, paths = split_words(words)
    changed = failed = 0
    for done in rewrite(chosen, paths, unsafe, write=not diff):
        failed += done.error is not None
        changed += done.error is None
        if done.error is not None:
            print_error(str(done.error))
        else:
            typer.echo(done.diff if diff else "\n".join(done.lines), nl=not diff)
    raise typer.Exit(2 if failed else int(diff and changed > 0))


Codes = list[str] | None
SELECT = typer.Option(help="Apply only these rules, at every level: MLS101,MLS4,ALL.", metavar="CODES")
LEVEL = typer.Option(help="The level of all files: explore, candidate or production.", metavar="LEVEL")
FORCE_EXCLUDE = typer.Option(
    "--force-exclude", help="Apply --exclude also to files named on the command line."
)
WRITE_BASELINE = typer.Option(help="Write the findings to this file.", metavar="FILE")
FIX = typer.Option("--fix", help="Apply safe fixes, which do not change results.")
UNSAFE_FIXES = typer.Option("--unsafe-fixes", help="Also fix where results may change, such as leakage.")
CHECKED = typer.Argument(
    help="Notebooks, Python files and folders; - is standard input. Default: the current folder.",
    metavar="[PATHS]...",
)
FORMAT = typer.Option(help="full, concise, json, sarif, github or junit.", metavar="FORMAT")
STDIN_FILENAME = typer.Option(help="The file whose content standard input is.", metavar="FILE")
SHOW_FIXES = typer.Option("--show-fixes", help="List what --fix and --unsafe-fixes have fixed.")
ADD_NOQA = typer.Option("--add-noqa", help="Suppress all findings by comments on their lines.")


@app.command()
def check(
    paths: Annotated[list[str] | None, CHECKED] = None,
    select: Annotated[Codes, SELECT] = None,
    extend_select: Annotated[Codes, typer.Option(help="Apply these rules too.", metavar="CODES")] = None,
    ignore: Annotated[Codes, typer.Option(help="Do not apply these rules.", metavar="CODES")] = None,
    level: Annotated[str, LEVEL] = "",
    exclude: Annotated[Codes, typer.Option(help="Leave out matching paths.", metavar="PATTERN")] = None,
    force_exclude: Annotated[bool, FORCE_EXCLUDE] = False,
    output_format: Annotated[str, FORMAT] = "full",
    stdin_filename: Annotated[str, STDIN_FILENAME] = "",
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 despite findings.")] = False,
    baseline: Annotated[str, typer.Option(help="Leave out the findings in this file.", metavar="FILE")] = "",
    write_baseline: Annotated[str, WRITE_BASELINE] = "",
    fix: Annotated[bool, FIX] = False,
    unsafe_fixes: Annotated[bool, UNSAFE_FIXES] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show fixes without writing them.")] = False,
    show_fixes: Annotated[bool, SHOW_FIXES] = False,
    add_noqa: Annotated[bool, ADD_NOQA] = False,
    explain: Annotated[str, typer.Option(help="Explain a rule.", metavar="CODE")] = "",
    list_rules: Annotated[bool, typer.Option("--list-rules", help="List the rules.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ignore the results of earlier runs.")] = False,
    jobs: Annotated[int, typer.Option(help="How many processes to use; 0 for one per core.", min=0)] = 0,
) -> None:
    """Find problems that keep notebooks and modules from production."""
    if explain or list_rules:
        from mlscaffold.linting import explain as explaining

        typer.echo(explaining.explain(explain) if explain else explaining.listed())
        return
    from mlscaffold.linting import check as checking

    options = checking.Options(
        select=tuple(select or ()),
        extend_select=tuple(extend_select or ()),
        ignore=tuple(ignore or ()),
        level=level,
        exclude=tuple(exclude or ()),
        force_exclude=force_exclude,
        output_format=output_format,
        coloured=has_colours(sys.stdout),
        stdin_filename=stdin_filename,
        statistics=statistics,
        exit_zero=exit_zero,
        baseline=baseline,
        write_baseline=write_baseline,
        use_cache=not no_cache,
        jobs=jobs,
        fix=fix,
        unsafe_fixes=unsafe_fixes,
        diff=diff,
        show_fixes=show_fixes,
        add_noqa=add_noqa,
    )
    result = checking.check(paths or ["."], options)
    _print(result, options)
    raise typer.Exit(result.status)


def _print(result: "Result", options: "Options") -> None:
    if result.content is not None:
        sys.stdout.buffer.write(result.content)
    elif result.text:
        typer.echo(result.text, color=options.coloured)
    if result.note:
        typer.echo(result.note, err=True)
