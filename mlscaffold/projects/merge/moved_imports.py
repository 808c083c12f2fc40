"""Imports of modules that the templates have moved, in the user's files: rewritten before the merge, so that they cannot conflict."""

from collections.abc import Mapping
from dataclasses import replace

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import SETTINGS
from mlscaffold.projects.merge.git_objects import store_blobs
from mlscaffold.projects.merge.merge_inputs import MergeInputs
from mlscaffold.projects.merge.repository import Entries, Entry, Repository
from mlscaffold.projects.moved_runtime import earlier_package, moved_imports, runtime_places
from mlscaffold.projects.ruff_format import with_sorted_imports
from mlscaffold.projects.snapshot import Snapshot

CODE = (".py", ".ipynb")


def with_moved_imports(
    repository: Repository, inputs: MergeInputs, base: Snapshot, plan: ProjectPlan
) -> MergeInputs:
    """Return the inputs of a merge with the imports of now in the files before and in the user's files.

    Args:
        repository: the project.
        inputs: the inputs.
        base: what was rendered last.
        plan: what is rendered now.
    """
    package = earlier_package(file.path for file in base.files)
    if not package or earlier_package(file.path for file in plan.files):
        return inputs
    before, ours = (_rewritten(repository, entries, package) for entries in (inputs.base, inputs.ours))
    return replace(inputs, base=before, ours=ours)


def _rewritten(repository: Repository, entries: Entries, package: str) -> Entries:
    texts = _texts(repository, entries)
    change = moved_imports(package)
    files = {path: PlannedFile(path, text.encode()) for path, text in texts.items()}
    changed = {path: PlannedFile(path, change(path, text).encode()) for path, text in texts.items()}
    changed = {path: file for path, file in changed.items() if file != files[path]}
    ordered = with_sorted_imports(tuple(changed.values()), (*files.values(), *runtime_places(package)))
    names = store_blobs(repository, [file.content for file in ordered])
    full = [repository.full(file.path) for file in ordered]
    return entries | {path: Entry(entries[path].mode, name) for path, name in zip(full, names, strict=True)}


def _texts(repository: Repository, entries: Entries) -> Mapping[str, str]:
    """Return the code of a project and its settings, by path; files that are not text are left out."""
    own = {repository.short(path): entry for path, entry in entries.items() if entry.is_file}
    own = {path: entry for path, entry in own.items() if path.endswith(CODE) or path == SETTINGS}
    contents = repository.contents(entry.name for entry in own.values())
    return {path: text for path, entry in own.items() if (text := _text(contents[entry.name])) is not None}


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
