#!/usr/bin/env -S uv run --script

# /// script
# dependencies = ["nox>=2025.2.9"]
# ///

"""The checks of CI: `uv run noxfile.py` runs all of them, `uv run noxfile.py -s tests` one."""

from __future__ import annotations

import nox

PROJECT = nox.project.load_toml("pyproject.toml")

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"


def install(session: nox.Session) -> None:
    """Install the project and its dependency group `dev`."""
    session.install("-e.", *nox.project.dependency_groups(PROJECT, "dev"))


@nox.session
def lint(session: nox.Session) -> None:
    """Run linter, formatter and type checker."""
    install(session)
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests."""
    install(session)
    session.run("pytest", {{ '"--cov", ' if cookiecutter.strict }}*session.posargs)


@nox.session(default=False)
def run(session: nox.Session) -> None:
    """Run the pipeline."""
    install(session)
    session.run("python", "-m", "{{ cookiecutter.package }}", "run", *session.posargs)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the wheel."""
    session.install("build")
    session.run("python", "-m", "build", "--wheel")


if __name__ == "__main__":
    nox.main()
