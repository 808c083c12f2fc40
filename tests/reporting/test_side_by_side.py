from __future__ import annotations

from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.side_by_side import cell_groups
from tests.reporting.small import BUYERS, hardened

DATA = PlannedFile("src/buyers/data.py", b"LIMIT = 1\n\n\n@cache\ndef load_people():\n    return 41 + 1\n")


def test_consecutive_cells_of_a_stage_are_a_group() -> None:
    hardening = hardened("x = 1", "y = x + 1", "z = y * 2")
    (group,) = cell_groups(hardening, ())
    assert [before.row.cell for before in group.cells] == [1, 2, 3]
    assert [before.source for before in group.cells] == ["x = 1", "y = x + 1", "z = y * 2"]


def test_all_cells_are_in_order() -> None:
    groups = cell_groups(hardened(*BUYERS), ())
    assert [before.row.cell for group in groups for before in group.cells] == list(range(1, 13))


def test_a_definition_has_its_path_and_its_source_with_decorators() -> None:
    after = {one.place: one for group in cell_groups(hardened(*BUYERS), (DATA,)) for one in group.after}
    found = after["data.load_people"]
    assert (found.path, found.source) == (DATA.path, "@cache\ndef load_people():\n    return 41 + 1")


def test_code_is_shown_once_and_settings_come_last() -> None:
    groups = cell_groups(hardened(*BUYERS), (DATA,))
    shown = [one.place for group in groups for one in group.after if not one.shown]
    assert len(shown) == len(set(shown))
    for group in groups:
        settings = [one.place.startswith("Config.") for one in group.after]
        assert settings == sorted(settings)


def test_a_file_that_is_not_python_has_no_code() -> None:
    broken = PlannedFile("src/buyers/data.py", b"def (")
    assert all(
        not one.source or one.path.endswith("config.py")
        for group in cell_groups(hardened(*BUYERS), (broken,))
        for one in group.after
    )
