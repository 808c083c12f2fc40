"""The commands on projects: new, add, remove, components, update, score."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlscaffold.cli.app import app, progress
from mlscaffold.errors import MlscaffoldError

if TYPE_CHECKING:
    from mlscaffold.projects.merge.update_report import UpdateResult


NAME = typer.Argument(help="The project's name, such as late-parcels.", show_default=False)
OUTPUT = typer.Option(
    "--output", "-o", help="The project's folder. Default: the name, in the current folder."
)
LICENSE = typer.Option("--license", help="MIT (the default), Apache-2.0, BSD-3-Clause or proprietary.")
WITH = typer.Option("--with", help="Components, separated by commas.", metavar="NAME,NAME")
TEMPLATE = typer.Option(help="Your own cookiecutter template: a folder or a Git URL.")
ALLOW_HOOKS = typer.Option("--allow-hooks", help="Allow that template's hooks and extensions to run code.")
NO_LOCK = typer.Option("--no-lock", help="Do not make uv.lock, so that no network is needed.")
NO_INPUT = typer.Option("--no-input", help="Ask no questions, even on a terminal.")


@app.command()
def new(
    name: Annotated[str, NAME] = "",
    output: Annotated[Path | None, OUTPUT] = None,
    package: Annotated[str, typer.Option(help="The import package. Default: the project's name.")] = "",
    description: Annotated[str, typer.Option(help="One sentence about the project.")] = "",
    license_: Annotated[str, LICENSE] = "",
    author: Annotated[str, typer.Option(help="The author's name.")] = "",
    email: Annotated[str, typer.Option(help="The author's email address.")] = "",
    url: Annotated[str, typer.Option(help="URL of the source repository.")] = "",
    python: Annotated[str, typer.Option(help="The oldest Python to support. Default: 3.11.")] = "",
    components: Annotated[str, WITH] = "",
    answers: Annotated[Path | None, typer.Option(help="A TOML or JSON file with these options.")] = None,
    template: Annotated[str, TEMPLATE] = "",
    allow_hooks: Annotated[bool, ALLOW_HOOKS] = False,
    no_lock: Annotated[bool, NO_LOCK] = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Do not make a Git repository.")] = False,
    no_input: Annotated[bool, NO_INPUT] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the files without writing them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Create a project that passes all its checks from the start."""
    from mlscaffold.commands.new import Options
    from mlscaffold.commands.new import new as create
    from mlscaffold.projects.new.choices import Choices

    if not (name or answers or no_input) and sys.stdin.isatty():
        name = typer.prompt("Project name, such as late-parcels", err=True)
    wanted = tuple(part.strip() for part in components.split(",") if part.strip())
    choices = Choices(name, package, description, license_, author, email, url, python, wanted)
    options = Options(output, answers, template, allow_hooks, not no_lock, not no_git, dry_run)
    project = create(choices, options)
    typer.echo(_dumped(project.as_json()) if as_json else project.report)


DRY_RUN = Annotated[
    bool, typer.Option("--dry-run", help="Show what would change, without changing anything.")
]


@app.command()
def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Components; see `components`.")],
    dry_run: DRY_RUN = False,
) -> None:
    """Add components to the project in the current folder."""
    from mlscaffold.commands.add import add as add_components

    _finish(add_components(names, Path.cwd(), dry_run))


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Components of the project.")],
    dry_run: DRY_RUN = False,
) -> None:
    """Remove components from the project in the current folder."""
    from mlscaffold.commands.remove import remove as remove_components

    _finish(remove_components(names, Path.cwd(), dry_run))


@app.command()
def components(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the available components."""
    from mlscaffold.commands import components

    rows = components.rows(Path.cwd())
    typer.echo(_dumped(components.as_json(rows)) if as_json else components.listing(rows))


@app.command()
def update(
    dry_run: DRY_RUN = False,
    resume: Annotated[
        bool, typer.Option("--continue", help="Finish an update after resolving its conflicts.")
    ] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Undo an unfinished update.")] = False,
    no_run: Annotated[
        bool, typer.Option("--no-run", help="Do not run a hardened project to verify it afterwards.")
    ] = False,
) -> None:
    """Update the project in the current folder to this version's templates."""
    from mlscaffold.commands import update as commands

    if dry_run + resume + abort > 1:
        what = "--dry-run, --continue and --abort cannot be combined"
        raise MlscaffoldError(what, hint="Use one of them")
    if abort:
        _finish(commands.abort(Path.cwd()))
    run = not no_run
    _finish(commands.finish(Path.cwd(), run) if resume else commands.update(Path.cwd(), dry_run, run))


def _finish(result: UpdateResult) -> None:
    """Print the report of an update, and exit with its status."""
    typer.echo(result.text)
    raise typer.Exit(result.status)


def _dumped(report: object) -> str:
    return json.dumps(report, indent=2, ensure_ascii=False)


RUN = typer.Option("--run", help="Run tests, pipeline and notebooks first, instead of reading old results.")
PYTHON = typer.Option(help="The interpreter for --run. Default: the project's .venv.", metavar="PYTHON")
SEGMENT = typer.Option(help="Check this segment's gate only; exit with 1 if it is closed.", metavar="NAME")
MIN_SCORE = typer.Option(help="Exit with 1 if the score is lower.", min=0, max=7)  # a section has seven tests


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="The project's folder. Default: the current one.")] = Path(),
    run: Annotated[bool, RUN] = False,
    python: Annotated[str, PYTHON] = "",
    # 15 minutes, as for `harden`: training in a notebook may take that long, and a hanging run must end.
    timeout: Annotated[float, typer.Option(help="Time limit for each run, in seconds.", min=1)] = 900,
    segment: Annotated[str, SEGMENT] = "",
    min_score: Annotated[float | None, MIN_SCORE] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as JSON.")] = False,
) -> None:
    """Show what is production-ready and what is missing: lifecycle gates and ML Test Score."""
    from mlscaffold.commands.score import Options
    from mlscaffold.commands.score import score as score_project

    result = score_project(folder, Options(segment, min_score, run, python, timeout), progress())
    typer.echo(_dumped(result.as_json()) if as_json else result.report)
    raise typer.Exit(result.status)


STAGE = typer.Option("--stage", help="Verify this stage only, with what it needs.", metavar="NAME")
VERIFY_PYTHON = typer.Option(
    help="The interpreter to run the project with. Default: its .venv.", metavar="PYTHON"
)
FULL = typer.Option("--full", help="Run the notebook again, too, and compare every value in full.")
ALLOW = typer.Option(
    "--allow", help="Allow this value, file or metric to differ; needs --because.", metavar="NAME"
)
BECAUSE = typer.Option("--because", help="The reason of --allow, for pyproject.toml.", metavar="REASON")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The project's folder. Default: the current one.")] = Path(),
    stage: Annotated[list[str] | None, STAGE] = None,
    python: Annotated[str, VERIFY_PYTHON] = "",
    # 15 minutes, as for `harden`.
    timeout: Annotated[float, typer.Option(help="Time limit for each run, in seconds.", min=1)] = 900,
    full: Annotated[bool, FULL] = False,
    allow: Annotated[list[str] | None, ALLOW] = None,
    because: Annotated[str, BECAUSE] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Prove again, after edits, that a hardened project computes what its notebook computes."""
    from mlscaffold.commands.verify import VerifyOptions
    from mlscaffold.commands.verify import verify as verify_project

    options = VerifyOptions(tuple(stage or ()), python, timeout, full, tuple(allow or ()), because)
    result = verify_project(folder, options, progress())
    typer.echo(_dumped(result.as_json()) if as_json else result.report)
    raise typer.Exit(result.status)
