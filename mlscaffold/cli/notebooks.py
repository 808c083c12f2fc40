"""The commands on notebooks and code: harden, check, codemods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mlscaffold.cli.app import app, complain, progress
from mlscaffold.errors import MlscaffoldError


@app.command()
def harden(
    notebook: Annotated[
        Path, typer.Argument(help="The notebook: .ipynb, or .py with or without # %% cells.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The project's folder; it is made, or what has changed is merged into it."
        ),
    ],
    python: Annotated[
        str | None,
        typer.Option(help="The interpreter that has the notebook's libraries.", metavar="PYTHON"),
    ] = None,
    no_run: Annotated[
        bool, typer.Option("--no-run", help="Execute nothing of the notebook; then nothing is proven.")
    ] = False,
    no_clean_env: Annotated[
        bool,
        typer.Option("--no-clean-env", help="Run the project with PYTHON, not in an environment of its own."),
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="Seconds that one run of the notebook or of the project may take.", min=1)
    ] = 900,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse what cannot be hardened whole.")] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show what would change in a project that is there, and change nothing."
        ),
    ] = False,
) -> None:
    """Turn a notebook into a project, or bring a changed one into the project that was made from it."""
    from mlscaffold.commands.harden import Running
    from mlscaffold.commands.harden import harden as turn
    from mlscaffold.projects.snapshot import is_project

    again = is_project(output)
    if dry_run and not again:
        raise MlscaffoldError(
            "--dry-run shows what would change in a project, and there is none yet", where=str(output)
        )
    if no_run:
        running = None
    else:
        typer.echo("This runs the notebook's code, in a copy of its folder; --no-run does not.", err=True)
        running = Running(timeout, clean=not no_clean_env, progress=progress())
    if again:
        from mlscaffold.commands.harden_again import harden_again

        result = harden_again(notebook, output, python, strict, running, dry_run)
    else:
        result = turn(notebook, output, python, strict, running)
    typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else result.report)
    raise typer.Exit(result.status)


codemods = typer.Typer(help="The codemods: what can be rewritten by machine.", rich_markup_mode=None)
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


@codemods.command("run")
def run_codemods(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME... [PATH]...", help="Codemods, then files and folders; by default this one."
        ),
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change, status 1 if anything.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Use codemods that change what the code computes, too.")
    ] = False,
) -> None:
    """Use codemods on notebooks and Python files."""
    from mlscaffold.commands.codemods import run as rewrite
    from mlscaffold.commands.codemods import split_words

    named, paths = split_words(words)
    changed = failed = 0
    for done in rewrite(named, paths, unsafe, write=not diff):
        failed += done.error is not None
        changed += done.error is None
        if done.error is not None:
            complain(str(done.error))
        else:
            typer.echo(done.diff if diff else "\n".join(done.lines), nl=not diff)
    raise typer.Exit(2 if failed else int(diff and changed > 0))


@app.command()
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Notebooks, Python files and folders; by default here.", metavar="[PATHS]..."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(help="Ask these rules, at every level: MLS101,MLS4,ALL.", metavar="CODES"),
    ] = None,
    extend_select: Annotated[list[str] | None, typer.Option(help="Ask these too.", metavar="CODES")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Do not ask these.", metavar="CODES")] = None,
    level: Annotated[
        str, typer.Option(help="explore, candidate or production, for all files.", metavar="LEVEL")
    ] = "",
    exclude: Annotated[
        list[str] | None, typer.Option(help="Leave out what matches.", metavar="PATTERN")
    ] = None,
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave out what is excluded even where it is named.")
    ] = False,
    output_format: Annotated[
        str, typer.Option(help="text, json, sarif or github.", metavar="FORMAT")
    ] = "text",
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule.")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even if something is found.")
    ] = False,
    baseline: Annotated[str, typer.Option(help="Leave out what this file knows.", metavar="FILE")] = "",
    write_baseline: Annotated[
        str, typer.Option(help="Write what is found to this file, as known.", metavar="FILE")
    ] = "",
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended without changing results.")
    ] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Mend also where results may change, as a leak's do.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would be mended; write nothing.")] = False,
    explain: Annotated[str, typer.Option(help="Say what a rule finds, and why.", metavar="CODE")] = "",
    list_rules: Annotated[bool, typer.Option("--list-rules", help="List the rules.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Look into all files anew.")] = False,
    jobs: Annotated[int, typer.Option(help="How many processes work; 0 for one a core.", min=0)] = 0,
) -> None:
    """Find what stands between notebooks or modules and production."""
    if explain or list_rules:
        from mlscaffold.linting.explain import explain as told
        from mlscaffold.linting.explain import listed

        typer.echo(told(explain) if explain else listed())
        return
    from mlscaffold.linting.check import Options
    from mlscaffold.linting.check import check as look

    options = Options(
        tuple(select or ()),
        tuple(extend_select or ()),
        tuple(ignore or ()),
        level,
        tuple(exclude or ()),
        force_exclude,
        output_format,
        statistics,
        exit_zero,
        baseline,
        write_baseline,
        not no_cache,
        jobs,
        fix,
        unsafe_fixes,
        diff,
    )
    result = look(paths or ["."], options)
    if result.text:
        typer.echo(result.text)
    if result.note:
        typer.echo(result.note, err=True)
    raise typer.Exit(result.status)
