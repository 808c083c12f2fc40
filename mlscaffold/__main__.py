"""The command `mlscaffold`; `--version` answers before it imports anything slow."""

import sys

from mlscaffold import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"mlscaffold {__version__}\n")
        return
    from mlscaffold.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
