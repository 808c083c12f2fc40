"""Entry point of `python -m`."""

from ._runtime.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
