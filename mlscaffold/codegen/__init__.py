"""Stages to source text."""
