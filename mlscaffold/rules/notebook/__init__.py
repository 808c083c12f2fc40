"""Rules on how cells stand to one another."""

from __future__ import annotations

from mlscaffold.rules.notebook import (
    bulky_output,
    debugger_left,
    duplicated_cell,
    name_reused,
    notebook_commands,
    out_of_order_counts,
    overlong_cell,
    personal_output,
    reads_globals,
    rerun_unsafe,
    secret_output,
    stored_error,
    undefined_name,
    use_before_definition,
)
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    out_of_order_counts.RULE,
    use_before_definition.RULE,
    undefined_name.RULE,
    stored_error.RULE,
    rerun_unsafe.RULE,
    name_reused.RULE,
    duplicated_cell.RULE,
    notebook_commands.RULE,
    reads_globals.RULE,
    overlong_cell.RULE,
    bulky_output.RULE,
    personal_output.RULE,
    secret_output.RULE,
    debugger_left.RULE,
)
