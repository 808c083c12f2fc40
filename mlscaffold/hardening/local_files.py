"""The project's own modules as files of the package, which import each other from there."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.codegen.import_statements import with_local_imports
from mlscaffold.hardening.copied_files import CopiedFiles, visible_files
from mlscaffold.hardening.local_code import LocalCode
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.hardening.secrets_to_environment import Clean
from mlscaffold.plan import PlannedFile


def local_files(code: LocalCode, names: frozenset[str], package: str, clean: Clean) -> Iterator[PlannedFile]:
    """Yield the source files of modules, by their paths in the package.

    Args:
        code: the project's own modules.
        names: the modules.
        package: the package that contains them.
        clean: these modules without their secrets.
    """
    for name in sorted(names):
        for file in code.files(name):
            path = file.relative_to(code.homes[name]).as_posix()
            yield PlannedFile(path, _relocated(clean.module(file), names, package))


def package_data(
    code: LocalCode,
    names: frozenset[str],
    folder: ProjectFolder,
    opened: frozenset[str] | None,
    secrets: tuple[str, ...] = (),
) -> CopiedFiles:
    """Return the files other than source in local packages that are read, all of them without a run.

    Args:
        code: the project's own modules.
        names: the modules.
        folder: the project folder.
        opened: the files that a run of the notebook read, relative to its folder; None if it was not run.
        secrets: secrets of the code and of the environment: a file that contains one is not copied.
    """
    found = CopiedFiles(folder, secrets=secrets)
    read = None if opened is None else {(folder.beside / path).resolve() for path in opened}
    for name in sorted(names):
        home = code.homes[name] / name
        for file in visible_files(home) if home.is_dir() else ():
            if file.suffix not in (".py", ".pyc", ".ipynb") and (read is None or file.resolve() in read):
                place = file.relative_to(code.homes[name]).as_posix()
                found.add(file, place, folder.relative(file))
    return found


def _relocated(content: bytes, names: frozenset[str], package: str) -> bytes:
    """Return a module that imports the other ones from the package."""
    try:
        return with_local_imports(content.decode(), names, package).encode()
    except (SyntaxError, ValueError):
        return content  # its import fails in the notebook too, and the run shows it


def is_package_data(path: str, folder: ProjectFolder, code: LocalCode, names: frozenset[str]) -> bool:
    """Return whether a file, relative to the notebook's folder, is in one of the packages."""
    place = (folder.beside / path).resolve()
    return any(place.is_relative_to((code.homes[name] / name).resolve()) for name in names)
