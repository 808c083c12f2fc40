"""The command `harden` on a project that is there: a notebook that has changed is hardened again and merged in."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.commands.current_project import Project, read
from mlscaffold.commands.harden import Running, harden
from mlscaffold.commands.harden_result import HardenResult
from mlscaffold.commands.merge_hardened import bring_hardened
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge.run_update import check_ready
from mlscaffold.projects.merge.update_report import Updated


def harden_again(
    notebook: Path,
    output: Path,
    python: str | None,
    strict: bool,
    running: Running | None = None,
    dry_run: bool = False,
    components: Path | None = None,
) -> HardenResult:
    """Harden a notebook and merge what comes out into the project that was made from it before.

    Args:
        notebook: the notebook's file.
        output: the project's folder.
        python: the interpreter that has the notebook's libraries, None to find one.
        strict: whether to refuse a notebook of which a part cannot be understood.
        running: how to run it, None to execute nothing of it.
        dry_run: whether to show only what would change.
        components: the folder of all components, None for ours.

    Returns:
        The hardening, and what the merge came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: the project was made from something else, or cannot be updated; then nothing was run.
    """
    check_ready(output)
    project = read(output, components)
    _check_same(project, notebook)

    def bring(plan: ProjectPlan) -> Updated:
        return bring_hardened(plan, output, dry_run, components)

    return harden(notebook, output, python, strict, running, bring)


def _check_same(project: Project, notebook: Path) -> None:
    made_from = [path for path, _ in project.made_from.answers.notebooks]
    where = str(project.folder)
    if project.made_from.is_new or not made_from:
        raise MlscaffoldError(
            "this project was not made from a notebook",
            where=where,
            hint="Choose another folder with --output",
        )
    if Path(made_from[0]).name != notebook.name:
        raise MlscaffoldError(
            f"this project was made from {made_from[0]}, not from {notebook.name}",
            where=where,
            hint="Choose another folder with --output, or give the notebook that name again",
        )
