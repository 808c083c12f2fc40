"""Everyday notebooks have to be refactored."""

from __future__ import annotations

from pathlib import Path

from tests.adversarial.structure import overcautious

SOURCE = """\
# %% [markdown]
# # Title

# %%
def scaled(v):
    return v * 2


print("RESULT", scaled(1))
"""


def project(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_refactored(tmp_path: Path) -> None:
    pipeline = "STAGES = (Stage(data.load), Stage(features.build))"
    package = project(tmp_path, pipeline=pipeline, features="def scaled(v): ...")
    (package / "_runtime").mkdir()
    (package / "_runtime" / "cli.py").write_text("print(1)")
    assert overcautious(SOURCE, package) == ()


def test_not_refactored(tmp_path: Path) -> None:
    nested = "def run():\n    def scaled(v): ...\n    print(scaled(1))"
    package = project(tmp_path, pipeline="STAGES = (Stage(data.run),)", data=nested)
    assert overcautious(SOURCE, package) == ("1 stage", "1 prints", "not moved: scaled")
