"""Rules on how data are read, joined and changed."""

from __future__ import annotations

from mlscaffold.rules.data import (
    absolute_path,
    chained_assignment,
    growing_frame,
    inplace_on_column,
    inplace_value,
    merge_without_validate,
    missing_path,
    overwritten_input,
    read_without_schema,
    repeated_read,
    row_loop,
    upward_path,
    windows_path,
)
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    absolute_path.RULE,
    missing_path.RULE,
    upward_path.RULE,
    windows_path.RULE,
    read_without_schema.RULE,
    merge_without_validate.RULE,
    chained_assignment.RULE,
    inplace_on_column.RULE,
    inplace_value.RULE,
    row_loop.RULE,
    growing_frame.RULE,
    repeated_read.RULE,
    overwritten_input.RULE,
)
