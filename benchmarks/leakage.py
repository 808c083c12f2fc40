"""Precision and recall of the leakage analysis on labelled files: `leakage.py INPUTS LABELS_JSON`."""

from __future__ import annotations

import ast
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from mlscaffold.analysis.leakage.detect import leaks

KINDS = {"pre": "preprocessing", "overlap": "overlap"}


def main(inputs: str, labels: str) -> None:
    """Print precision, recall and the files that are wrong, for each kind of leakage that has labels."""
    labelled: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(Path(labels).read_text(encoding="utf-8"))
    for key, kind in KINDS.items():
        expected = {name: bool(fits) for name, fits in labelled[key].items()}
        start = time.process_time()
        found = {name: _found(Path(inputs) / name, kind) for name in expected}
        spent = (time.process_time() - start) * 1000 / len(expected)
        print(f"{kind}: {len(expected)} files, {spent:.1f} ms each, parsing included")
        _report(expected, found)


def _found(path: Path, kind: str) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{leak.about} because of {leak.because}" for leak in leaks([(1, tree.body)]) if leak.kind == kind
    ]


def _report(expected: Mapping[str, bool], found: Mapping[str, list[str]]) -> None:
    right = sum(bool(found[name]) for name, is_leak in expected.items() if is_leak)
    flagged, leaking = sum(map(bool, found.values())), sum(expected.values())
    print(f"  precision {right / max(flagged, 1):.3f}, recall {right / max(leaking, 1):.3f}")
    for name, is_leak in expected.items():
        if bool(found[name]) != is_leak:
            print(f"  {'missed' if is_leak else 'wrong'}: {name} {' | '.join(found[name])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
