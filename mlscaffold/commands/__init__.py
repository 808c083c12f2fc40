"""Keeps a project up to date: components in and out, newer templates, a notebook that has changed."""
