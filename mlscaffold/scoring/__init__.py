"""Scoring: lifecycle gates and the ML Test Score (Breck et al., 2017), from evidence in the project."""
