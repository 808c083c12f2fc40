"""Rules on forms that libraries have changed."""

from __future__ import annotations

from mlscaffold.rules.api import aging_form, form_by_data, removed_form, silent_form
from mlscaffold.rules.model import Rule

RULES: tuple[Rule, ...] = (removed_form.RULE, silent_form.RULE, aging_form.RULE, form_by_data.RULE)
