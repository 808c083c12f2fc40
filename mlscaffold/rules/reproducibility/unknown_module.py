"""Imports of modules that nobody else can find."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.imported_modules import declared, imported, normal
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation


def _check(file: LintTarget) -> Iterator[Violation]:
    given = declared(file)
    names = {part for name in given for part in (name, name.removeprefix("python-"))}
    for each in imported(file):
        if not each.distributions and normal(each.module) not in names:
            message = (
                f"`{each.module}` is no module beside this file, no common library, and declared nowhere: "
                "put it beside the file, or declare what to install for it"
            )
            yield violation(each.seen, message)


RULE = Rule(
    code="MLS212",
    name="unknown-module",
    what="A module is imported that stands neither beside the file nor in any declaration.",
    why=(
        "On another machine the import fails, and nobody can tell what to install: it may be a private package, a "
        "file that was not handed on, or a library whose distribution has another name. Put the file beside the "
        "notebook, or declare the distribution, with its index or repository, in `pyproject.toml`."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://packaging.python.org/en/latest/discussions/distribution-package-vs-import-package/",
    flagged=(
        Example("# %%\nimport some_private_pkg_xyz  # flagged", says="some_private_pkg_xyz"),
        Example("# %%\nfrom our_tools.reading import load  # flagged", declared=(("pandas", ">=2"),)),
        Example("import our_tools  # flagged", plain=True),
        Example("# %%\nimport our_tools  # flagged\n# %%\nfrom our_tools import more"),
    ),
    kept=(
        Example("# %%\nimport our_tools", files=("our_tools.py",)),
        Example("# %%\nimport our_tools", files=("our_tools/__init__.py",)),
        Example("# %%\nimport our_tools", declared=(("our-tools", "==1"),)),
        Example("# %%\nimport numpy\nimport sklearn\nimport json"),
        Example("# %%\n%pip install our-tools==2\nimport our_tools"),
        Example("# %%\ntry:\n    import our_tools\nexcept ImportError:\n    pass"),
    ),
)
