"""Statements to functions-to-be."""
