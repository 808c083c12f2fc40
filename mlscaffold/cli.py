"""The commands; the only code that prints, exits, or catches errors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError

if TYPE_CHECKING:
    from mlscaffold.updating.report import Updated

app = typer.Typer(
    name="mlscaffold",
    help="From a data scientist's notebook to a project that can be operated.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def run() -> int:
    """Run the command that the terminal gives, and return its exit status.

    A `MlscaffoldError` becomes one message; so does a fault of our own, unless MLSCAFFOLD_DEBUG is set.
    """
    try:
        app()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except MlscaffoldError as error:
        _complain(str(error))
        return error.status
    except Exception as error:
        if os.environ.get("MLSCAFFOLD_DEBUG"):
            raise
        _complain(f"this is a fault of mlscaffold, not yours: {type(error).__name__}: {error}")
        typer.echo("Please report it with what MLSCAFFOLD_DEBUG=1 shows.", err=True)
        return 70
    return 0


def _complain(message: str) -> None:
    typer.secho(f"mlscaffold: {message}", err=True, fg=typer.colors.RED)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mlscaffold {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """From a data scientist's notebook to a project that can be operated."""


def _progress() -> Callable[[str], None]:
    """Return what shows a line that takes the place of the one before, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda text: typer.echo(f"\r\x1b[2K{text}", nl=False, err=True)


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
    from mlscaffold.harden import Running
    from mlscaffold.harden import harden as turn
    from mlscaffold.upkeep.again import harden_again, is_project

    again = is_project(output)
    if dry_run and not again:
        raise MlscaffoldError(
            "--dry-run shows what would change in a project, and there is none yet", where=str(output)
        )
    if no_run:
        running = None
    else:
        typer.echo("This runs the notebook's code, in a copy of its folder; --no-run does not.", err=True)
        running = Running(timeout, clean=not no_clean_env, progress=_progress())
    if again:
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
    from mlscaffold.rewriting import listing, listing_text

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
    from mlscaffold.rewriting import run as rewrite
    from mlscaffold.rewriting import split_words

    named, paths = split_words(words)
    changed = failed = 0
    for done in rewrite(named, paths, unsafe, write=not diff):
        failed += done.error is not None
        changed += done.error is None
        if done.error is not None:
            _complain(str(done.error))
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
        from mlscaffold.check.explain import explain as told
        from mlscaffold.check.explain import listed

        typer.echo(told(explain) if explain else listed())
        return
    from mlscaffold.check.command import Options
    from mlscaffold.check.command import check as look

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


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(help="The project's name, such as late-parcels.", show_default=False)
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The project's folder, by default one of its name.")
    ] = None,
    package: Annotated[str, typer.Option(help="The import package, by default the project's name.")] = "",
    description: Annotated[str, typer.Option(help="One sentence on what it does.")] = "",
    license_: Annotated[
        str, typer.Option("--license", help="MIT (the default), Apache-2.0, BSD-3-Clause or proprietary.")
    ] = "",
    author: Annotated[str, typer.Option(help="Who makes it.")] = "",
    email: Annotated[str, typer.Option(help="The author's address.")] = "",
    url: Annotated[str, typer.Option(help="Where its source is going to lie.")] = "",
    python: Annotated[
        str, typer.Option(help="The oldest Python that it has to run on, by default 3.11.")
    ] = "",
    components: Annotated[
        str, typer.Option("--with", help="Components, with commas between them.", metavar="NAME,NAME")
    ] = "",
    answers: Annotated[Path | None, typer.Option(help="A TOML or JSON file with these choices.")] = None,
    template: Annotated[
        str, typer.Option(help="A cookiecutter template of your own: a folder or a Git address.")
    ] = "",
    allow_hooks: Annotated[
        bool, typer.Option("--allow-hooks", help="Let that template's hooks and extensions run code.")
    ] = False,
    no_lock: Annotated[
        bool, typer.Option("--no-lock", help="Make no uv.lock; nothing then needs a network.")
    ] = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Make no Git repository.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, even on a terminal.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the files, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")] = False,
) -> None:
    """Make a project that is green from its first minute."""
    from mlscaffold.scaffold import Choices, Making
    from mlscaffold.scaffold import new as make

    if not (name or answers or no_input) and sys.stdin.isatty():
        name = typer.prompt("The project's name, such as late-parcels", err=True)
    wanted = tuple(part.strip() for part in components.split(",") if part.strip())
    choices = Choices(name, package, description, license_, author, email, url, python, wanted)
    making = Making(output, answers, template, allow_hooks, not no_lock, not no_git, dry_run)
    made = make(choices, making)
    typer.echo(json.dumps(made.as_json(), indent=2, ensure_ascii=False) if as_json else made.report)


DRY = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


@app.command()
def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Components; see `components`.")],
    dry_run: DRY = False,
) -> None:
    """Put components into the project of the current folder."""
    from mlscaffold.upkeep.add import add as put_in

    _tell(put_in(names, Path.cwd(), dry_run))


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Components that it has.")],
    dry_run: DRY = False,
) -> None:
    """Take components out of the project of the current folder."""
    from mlscaffold.upkeep.remove import remove as take_out

    _tell(take_out(names, Path.cwd(), dry_run))


@app.command()
def components(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the components that a project can have."""
    from mlscaffold.upkeep import listing

    rows = listing.listed(Path.cwd())
    told = (
        json.dumps(listing.as_json(rows), indent=2, ensure_ascii=False) if as_json else listing.listing(rows)
    )
    typer.echo(told)


@app.command()
def update(
    dry_run: DRY = False,
    resume: Annotated[
        bool, typer.Option("--continue", help="Finish an update, once its conflicts are resolved.")
    ] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Take an update back that is not finished.")] = False,
) -> None:
    """Bring the project of the current folder to the templates of this version."""
    from mlscaffold.upkeep.refresh import refresh
    from mlscaffold.upkeep.unfinished import finish, take_back

    if dry_run + resume + abort > 1:
        raise MlscaffoldError("--dry-run, --continue and --abort do not go together", hint="Take one of them")
    does = finish if resume else take_back if abort else None
    _tell(does(Path.cwd()) if does else refresh(Path.cwd(), dry_run))


def _tell(done: Updated) -> None:
    """Print what an update came to, and exit with its status."""
    typer.echo(done.text)
    raise typer.Exit(done.status)


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="The project's folder; by default this one.")] = Path(),
    run: Annotated[
        bool,
        typer.Option("--run", help="Run tests, pipeline and notebooks first; else what they left is read."),
    ] = False,
    python: Annotated[
        str, typer.Option(help="The interpreter for --run; by default the project's .venv.", metavar="PYTHON")
    ] = "",
    timeout: Annotated[float, typer.Option(help="Seconds that each run may take.", min=1)] = 900,
    segment: Annotated[
        str, typer.Option(help="Only this segment's gate; status 1 if it is not open.", metavar="NAME")
    ] = "",
    min_score: Annotated[
        float | None, typer.Option(help="Status 1 if the score is lower.", min=0, max=7)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
) -> None:
    """Tell what is done for production and what lacks: the gates, and the ML Test Score."""
    from mlscaffold.scoring import Options
    from mlscaffold.scoring import score as judge

    result = judge(folder, Options(segment, min_score, run, python, timeout), _progress())
    typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else result.report)
    raise typer.Exit(result.status)
