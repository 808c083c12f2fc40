#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""Tasks: `nox` runs the checks and the tests, `nox --session build` builds and tries the package."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
DEV = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "dev")


@nox.session
def checks(session: nox.Session) -> None:
    """Lint, format, types, layers, words, reasons, structure."""
    session.install("--editable", ".", *DEV)
    session.run("bash", "scripts/checks.sh", external=True)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest."""
    session.install("--editable", ".", *DEV)
    session.run("python", "-m", "pytest", "--numprocesses", "auto", *session.posargs)


@nox.session(venv_backend="none", default=False)
def build(session: nox.Session) -> None:
    """Build wheel and sdist, and use each from a fresh environment."""
    for kind in ("wheel", "sdist"):
        session.run("bash", "scripts/try_package.sh", kind, external=True)


if __name__ == "__main__":
    nox.main()
