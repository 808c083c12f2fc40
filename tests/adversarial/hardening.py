"""Runs `mlscaffold harden` in a process that has imported the slow libraries already, with or without refactorings."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

from tests.golden import hardening


def run(arguments: list[str], whole: bool = False) -> int:
    """Run the command line.

    Args:
        arguments: what follows the command's name.
        whole: whether no refactoring is made: one function has the notebook's statements in their order.

    Returns:
        Its exit status.
    """
    if not whole:
        return hardening.run(arguments)
    from mlscaffold.hardening.generate import generate
    from mlscaffold.stages.opt_outs import WHOLE

    with patch("mlscaffold.commands.harden.generate", partial(generate, opt_outs=WHOLE)):
        return hardening.run(arguments)
