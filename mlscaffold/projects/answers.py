"""What a project is made from: the answers to the questions of a template."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers.

    Args:
        project_slug: name of the distribution, such as `who-buys`.
        package: name of the import package, such as `who_buys`.
        description: one sentence on what the project does.
        requires_python: versions of Python that it runs on.
        requirements: what it needs to run, such as `pandas>=2.2`.
        dev_requirements: what its tests and checks need beyond pytest, ruff and mypy.
        license: its licence, a name of SPDX's or `proprietary`; "" where nothing is known of it.
        author: who made it, "" for nobody named.
        email: the author's address.
        url: where its source lies.
        strict: whether its code keeps the strict rules; a notebook's does not.
        model: the model that is applied to new rows, "" where there is none; the starter has its own way.
        version: version of mlscaffold that makes it.
        components: the templates it is made from.
        notebooks: path and SHA-256, in hexadecimal digits, of each notebook it is made from.
    """

    project_slug: str
    package: str
    description: str = "A machine learning pipeline."
    requires_python: str = ">=3.11"
    requirements: tuple[str, ...] = ()
    dev_requirements: tuple[str, ...] = ()
    license: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    strict: bool = False
    model: str = ""
    version: str = ""
    components: tuple[str, ...] = ("base",)
    notebooks: tuple[tuple[str, str], ...] = ()
