"""Rules on how models are measured, built and stored, and on what harms people."""

from __future__ import annotations

from mlscaffold.rules.models import (
    accuracy_alone,
    accuracy_on_imbalance,
    model_without_manifest,
    secret,
    split_without_stratify,
    sql_from_text,
    training_score,
    transformer_outside_pipeline,
    unsafe_load,
    whole_object_save,
)
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    accuracy_on_imbalance.RULE,
    training_score.RULE,
    split_without_stratify.RULE,
    accuracy_alone.RULE,
    transformer_outside_pipeline.RULE,
    model_without_manifest.RULE,
    whole_object_save.RULE,
    unsafe_load.RULE,
    secret.RULE,
    sql_from_text.RULE,
)
