"""An imported module is neither next to the file nor declared as a dependency.

On another machine the import fails, and nobody can tell what to install: it may be a private package, a
file that was not shared, or a library whose distribution has another name. Put the file next to the
notebook, or declare the distribution, with its index or repository, in `pyproject.toml`.
"""

from mlscaffold.rules.reproducibility.undeclared_dependency import declared, imported, normal
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation


def _check(file: LintTarget) -> Violations:
    known = declared(file)
    names = {part for name in known for part in (name, name.removeprefix("python-"))}
    for each in imported(file):
        if not each.distributions and normal(each.module) not in names:
            message = (
                f"`{each.module}` is not a local module, a common library or a declared dependency: "
                "put it next to the file, or declare the distribution to install"
            )
            yield violation(each.context, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS212",
    name="unknown-module",
    level="candidate",
    check=_check,
    source="https://packaging.python.org/en/latest/discussions/distribution-package-vs-import-package/",
    flagged=cases(
        "import some_private_pkg_xyz  # flagged: some_private_pkg_xyz",
        Example("from our_tools.reading import load  # flagged", declared=(("pandas", ">=2"),)),
        Example("import our_tools  # flagged", plain=True),
        "import our_tools  # flagged\n# %%\nfrom our_tools import more",
    ),
    kept=cases(
        Example("import our_tools", files=("our_tools.py",)),
        Example("import our_tools", files=("our_tools/__init__.py",)),
        Example("import our_tools", declared=(("our-tools", "==1"),)),
        "import numpy\nimport sklearn\nimport json",
        "%pip install our-tools==2\nimport our_tools",
        "try:\n    import our_tools\nexcept ImportError:\n    pass",
    ),
)
