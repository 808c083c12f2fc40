"""Answers for new rows as they are read, from Python: `predict(load(), rows)`."""

from ._runtime.predict import MODEL, Predictor, RowError, load, predict

__all__ = ["MODEL", "Predictor", "RowError", "load", "predict"]
