"""mlscaffold: from a data scientist's notebook to a project that can be operated."""

__version__ = "0.1.0"
