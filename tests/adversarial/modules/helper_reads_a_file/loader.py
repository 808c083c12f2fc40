"""Loads from the folder of this module."""

import json
from pathlib import Path

HERE_NAME = Path(__file__).name


def load(name):
    return json.loads(Path(name).read_text())


def save(name, values):
    Path(name).write_text(json.dumps(values))
