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
    from mlscaffold.projects.merge.update_report import Updated


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
    from mlscaffold.commands.new import Making
    from mlscaffold.commands.new import new as make
    from mlscaffold.projects.new.choices import Choices

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
    from mlscaffold.commands.add import add as put_in

    _tell(put_in(names, Path.cwd(), dry_run))


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Components that it has.")],
    dry_run: DRY = False,
) -> None:
    """Take components out of the project of the current folder."""
    from mlscaffold.commands.remove import remove as take_out

    _tell(take_out(names, Path.cwd(), dry_run))


@app.command()
def components(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the components that a project can have."""
    from mlscaffold.commands import components

    rows = components.listed(Path.cwd())
    told = (
        json.dumps(components.as_json(rows), indent=2, ensure_ascii=False)
        if as_json
        else components.listing(rows)
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
    from mlscaffold.commands.update import refresh
    from mlscaffold.commands.update_continue import finish, take_back

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
    from mlscaffold.commands.score import Options
    from mlscaffold.commands.score import score as judge

    result = judge(folder, Options(segment, min_score, run, python, timeout), progress())
    typer.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else result.report)
    raise typer.Exit(result.status)
