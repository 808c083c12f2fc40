"""Replaces what only a host or a kernel has in a notebook, in an order of steps; run and project both come from the result."""

from __future__ import annotations

from mlscaffold.hardening.hosts.adapted import Adapted, Beside, Step
from mlscaffold.hardening.hosts.colab_calls import without_colab
from mlscaffold.hardening.hosts.databricks_calls import without_databricks
from mlscaffold.hardening.hosts.form_titles import with_headings
from mlscaffold.hardening.hosts.host_paths import with_local_paths
from mlscaffold.hardening.hosts.language_cells import without_other_languages
from mlscaffold.hardening.hosts.run_files import with_run_files
from mlscaffold.hardening.hosts.sql_cells import with_queries
from mlscaffold.hardening.hosts.tagged_cells import without_skipped_cells
from mlscaffold.notebook.cells import Change, Notebook

STEPS: tuple[Step, ...] = (
    without_skipped_cells,  # first: nothing of a cell that is not run counts
    with_headings,
    with_run_files,  # before the other steps, which then see the code of these files too
    with_queries,  # before other languages: a query that has no connection is one
    without_other_languages,
    without_colab,
    without_databricks,
    with_local_paths,
)


def adapt(notebook: Notebook, beside: Beside) -> Adapted:
    """Replace what only a host or a kernel has.

    Args:
        notebook: the notebook as it was read.
        beside: the files beside it.

    Returns:
        The notebook that is run and analyzed, and the changes to report.
    """
    changes: tuple[Change, ...] = ()
    for step in STEPS:
        found = step(notebook, beside)
        notebook, changes = found.notebook, (*changes, *found.changes)
    return Adapted(notebook, tuple(sorted(changes, key=lambda change: change.location)))
