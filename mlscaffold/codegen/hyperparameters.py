"""Which literals are hyperparameters: keywords of models, optimizers and loaders, and variables named like one."""

from __future__ import annotations

import ast
import re

from mlscaffold.stages.identifiers import identifier, snake

FIELD_NAMES = {"C": "regularization", "lambda": "penalty", "alpha": "alpha", "tol": "tolerance"}
LIBRARIES = re.compile(
    r"(sklearn|xgboost|lightgbm|catboost|imblearn|statsmodels|prophet|pmdarima|torch\.optim|keras\.optimizers)\."
)
TRAINING = frozenset(
    "batch_size dropout epochs hidden_dim hidden_size hidden_units learning_rate lr momentum n_epochs num_epochs "
    "num_layers patience weight_decay".split()
)
"""Keywords and variables that mean a hyperparameter of training whatever library they belong to."""
VARIABLES = TRAINING | frozenset(
    "batchsize bs embed_dim embedding_dim gamma hidden horizon k_folds lookback max_depth max_iter n_clusters n_components "
    "n_estimators n_folds n_hidden n_iterations n_neighbors n_splits num_iterations num_rounds seq_len seq_length "
    "sequence_length test_size val_size window window_size".split()
)
"""Variables in lower case that are settings although only capitals mark constants."""
NO_SETTINGS = frozenset(
    "copy dtype error_score handle_missing handle_unknown n_jobs num_workers refit remainder return_train_score sparse "
    "sparse_output verbose".split()
)
"""Keywords of models that change no result, or that only one value suits."""


def is_hyperparameter(keyword: str, value: ast.expr, callee: str, *, makes_model: bool) -> bool:
    """Return whether an argument of a call is a hyperparameter.

    Args:
        keyword: its keyword.
        value: a literal.
        callee: the qualified name of what is called.
        makes_model: whether the call makes an instance.
    """
    if keyword in NO_SETTINGS or (isinstance(value, ast.Constant) and isinstance(value.value, bool)):
        return False
    trains = keyword in TRAINING and callee.startswith(("torch.", "keras."))
    return trains or (makes_model and LIBRARIES.match(callee) is not None)


def is_plain(value: ast.expr) -> bool:
    """Return whether a value is a literal number, text or truth value, or a tuple of numbers such as `(1, 1, 0)`."""
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(
            isinstance(item, ast.Constant) and type(item.value) in (int, float) for item in value.elts
        )
    return isinstance(value, ast.Constant) and isinstance(value.value, (int, float, str, bool))


def type_of(value: ast.expr) -> str:
    """Return the type of a plain value as source text."""
    if isinstance(value, ast.Tuple):
        return f"tuple[{', '.join(map(type_of, value.elts))}]"
    return type(value.value).__name__ if isinstance(value, ast.Constant) else ""


def field_name(keyword: str) -> str:
    """Return the name of the field for a keyword."""
    return FIELD_NAMES.get(keyword, identifier(snake(keyword)))
