"""No work of the user is lost, every change of the templates is reported, and a dry run changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from tests.projects.merge.projects import LINES, Project, kinds, project

FIRST, LAST = ("line 1\n", "line 1 of the template\n"), ("line 12\n", "line 12 of mine\n")
NEWER = LINES.replace(*FIRST)


def test_the_template_changes_a_file_that_the_user_changed_elsewhere_in_it(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.edit("a.txt", *LAST)
    mine.commit()
    result = mine.update({"a.txt": NEWER})
    assert result.status == 0
    assert mine.read("a.txt") == NEWER.replace(*LAST)
    assert kinds(result) == {"a.txt": "merged"}
    assert mine.status().split() == ["M", ".mlscaffold/base.tar.bz2", "M", "a.txt"]
    mine.commit()
    assert mine.update({"a.txt": NEWER}).text == "Nothing to update."


def test_the_template_changes_the_line_that_the_user_changed(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": LINES})
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    recorded = mine.folder.joinpath(".mlscaffold/base.tar.bz2").read_bytes()
    result = mine.update({"a.txt": NEWER, "b.txt": NEWER})
    assert result.status == 1
    assert result.conflicts == ("a.txt",)
    assert kinds(result) == {"a.txt": "conflict", "b.txt": "taken"}
    assert mine.read("a.txt").startswith(
        "<<<<<<< yours\nline 1 of mine\n=======\nline 1 of the template\n>>>>>>> template\nline 2\n"
    )
    assert "UU a.txt" in mine.status()
    assert mine.folder.joinpath(".mlscaffold/base.tar.bz2").read_bytes() == recorded


def test_the_template_moves_a_file_that_the_user_changed(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"old/a.txt": LINES})
    mine.edit("old/a.txt", *LAST)
    mine.commit()
    result = mine.update({"new/a.txt": NEWER})
    assert result.status == 0
    assert mine.read("new/a.txt") == NEWER.replace(*LAST)
    assert not mine.has("old")
    assert [(one.path, one.kind) for one in result.files] == [("new/a.txt", "merged")]
    assert "moved it from old/a.txt" in result.text


def test_the_template_deletes_a_file_that_the_user_changed(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    mine.edit("a.txt", *LAST)
    mine.commit()
    result = mine.update({"b.txt": "b\n"})
    assert result.status == 1
    assert mine.read("a.txt") == LINES.replace(*LAST)
    assert "conflict  a.txt: the template removed it, you changed" in result.text


def test_the_template_deletes_a_file_that_the_user_did_not_change(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"deep/a.txt": LINES, "b.txt": "b\n"})
    result = mine.update({"b.txt": "b\n"})
    assert result.status == 0
    assert not mine.has("deep")
    assert "removed   deep/a.txt" in result.text


def test_the_user_deleted_a_file_that_the_template_changes(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    (mine.folder / "a.txt").unlink()
    mine.commit()
    result = mine.update({"a.txt": NEWER, "b.txt": "b\n"})
    assert result.status == 1
    assert "conflict  a.txt: you removed it, the template changed" in result.text
    assert "DU a.txt" in mine.status()


def test_the_user_deleted_a_file_that_the_template_does_not_change(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    (mine.folder / "a.txt").unlink()
    mine.commit()
    result = mine.update({"a.txt": LINES, "b.txt": "newer\n"})
    assert result.status == 0
    assert not mine.has("a.txt")
    assert kinds(result) == {"b.txt": "taken"}


def test_the_user_renamed_a_file_that_the_template_changes(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("mv", "a.txt", "mine.txt")
    mine.edit("mine.txt", *LAST)
    mine.commit()
    result = mine.update({"a.txt": NEWER})
    assert result.status == 0
    assert mine.read("mine.txt") == NEWER.replace(*LAST)
    assert not mine.has("a.txt")
    assert "merged    mine.txt: your changes and the template's, you moved it from a.txt" in result.text


def test_both_rename_a_file(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("mv", "a.txt", "mine.txt")
    mine.commit()
    result = mine.update({"theirs.txt": LINES})
    assert result.status == 1
    assert mine.read("mine.txt") == mine.read("theirs.txt") == LINES
    assert {"mine.txt", "theirs.txt"} <= kinds(result).keys()


def test_both_add_the_same_path(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"b.txt": "b\n"})
    mine.write("a.txt", "mine\n")
    mine.commit()
    result = mine.update({"a.txt": "theirs\n", "b.txt": "b\n"})
    assert result.status == 1
    assert mine.read("a.txt") == "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template\n"
    assert "conflict  a.txt: you and the template both added it" in result.text


def test_both_add_the_same_file(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"b.txt": "b\n"})
    mine.write("a.txt", "same\n")
    mine.commit()
    result = mine.update({"a.txt": "same\n", "b.txt": "b\n"})
    assert result.status == 0
    assert mine.read("a.txt") == "same\n"


def test_both_change_a_binary(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.bin": b"\0one" * 500, "small.bin": b"\0one"})
    mine.write("a.bin", b"\0mine" * 500)
    mine.write("small.bin", b"\0mine")
    mine.commit()
    result = mine.update({"a.bin": b"\0theirs" * 500, "small.bin": b"\0theirs"})
    assert result.status == 1
    assert mine.folder.joinpath("a.bin").read_bytes() == b"\0mine" * 500
    assert mine.folder.joinpath("small.bin").read_bytes() == b"\0mine"
    assert "your version is in the folder, see the template's with `git show :3:a.bin`" in result.text
    assert mine.git("show", ":3:small.bin") == "\0theirs"


def test_only_the_template_changes_a_binary(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.bin": b"\0one" * 500})
    result = mine.update({"a.bin": b"\0theirs" * 500})
    assert result.status == 0
    assert mine.folder.joinpath("a.bin").read_bytes() == b"\0theirs" * 500


def test_only_the_user_changes_a_binary(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.bin": b"\0one" * 500, "b.txt": "b\n"})
    mine.write("a.bin", b"\0mine" * 500)
    mine.commit()
    result = mine.update({"a.bin": b"\0one" * 500, "b.txt": "newer\n"})
    assert result.status == 0
    assert mine.folder.joinpath("a.bin").read_bytes() == b"\0mine" * 500


def test_a_checkout_with_carriage_returns(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": LINES}, settings={"core.autocrlf": "true"})
    for name in ("a.txt", "b.txt"):
        (mine.folder / name).unlink()
    mine.git("checkout", "--", ".")
    assert "\r\n" in mine.read("a.txt")
    mine.edit("a.txt", "line 12\r\n", "line 12 of mine\r\n")
    mine.commit()
    result = mine.update({"a.txt": NEWER, "b.txt": NEWER})
    assert result.status == 0
    assert mine.read("a.txt") == NEWER.replace(*LAST).replace("\n", "\r\n")
    assert mine.read("b.txt") == NEWER.replace("\n", "\r\n")
    assert " M" not in mine.status()


def test_carriage_returns_by_attributes(tmp_path: Path) -> None:
    files = {".gitattributes": "* text eol=crlf\n*.bz2 binary\n", "a.txt": LINES}
    mine = project(tmp_path / "p", files)
    (mine.folder / "a.txt").unlink()
    mine.git("checkout", "--", ".")
    mine.edit("a.txt", "line 12\r\n", "line 12 of mine\r\n")
    mine.commit()
    result = mine.update(files | {"a.txt": NEWER})
    assert result.status == 0
    assert mine.read("a.txt") == NEWER.replace(*LAST).replace("\n", "\r\n")
    mine.commit()
    assert mine.update(files | {"a.txt": NEWER}).text == "Nothing to update."


def test_carriage_returns_that_the_user_committed(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES}, settings={"core.autocrlf": "false"})
    mine.write("a.txt", LINES.replace(*LAST).replace("\n", "\r\n"))
    mine.commit()
    result = mine.update({"a.txt": NEWER})
    assert result.status == 0
    assert mine.read("a.txt") == NEWER.replace(*LAST).replace("\n", "\r\n")


def test_a_file_that_git_ignores_is_merged_as_on_disk(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {".gitignore": "local.toml\n", "local.toml": LINES})
    assert "local.toml" not in mine.git("ls-files")
    mine.edit("local.toml", *LAST)
    result = mine.update({".gitignore": "local.toml\n", "local.toml": NEWER})
    assert result.status == 0
    assert mine.read("local.toml") == NEWER.replace(*LAST)
    assert "Git ignores it" in result.text
    assert "local.toml" not in mine.git("ls-files")


def test_a_file_that_git_ignores_in_conflict(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {".gitignore": "local.toml\n", "local.toml": LINES})
    mine.edit("local.toml", "line 1\n", "line 1 of mine\n")
    result = mine.update({".gitignore": "local.toml\n", "local.toml": NEWER})
    assert result.status == 1
    assert result.conflicts == ("local.toml",)
    assert "<<<<<<< yours\nline 1 of mine\n" in mine.read("local.toml")


def test_a_file_that_git_ignores_and_the_template_does_not_change(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {".gitignore": "local.toml\n", "local.toml": LINES, "b.txt": "b\n"})
    mine.edit("local.toml", *LAST)
    result = mine.update({".gitignore": "local.toml\n", "local.toml": LINES, "b.txt": "newer\n"})
    assert result.status == 0
    assert mine.read("local.toml") == LINES.replace(*LAST)


def test_a_file_that_git_ignores_and_that_is_missing_in_a_clone(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {".gitignore": "local.toml\n", "local.toml": LINES})
    (mine.folder / "local.toml").unlink()
    result = mine.update({".gitignore": "local.toml\n", "local.toml": NEWER})
    assert result.status == 0
    assert mine.read("local.toml") == NEWER


def test_the_template_changes_only_white_space(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.py": "def f():\n  return 1\n", "b.py": LINES})
    mine.edit("b.py", *LAST)
    mine.commit()
    result = mine.update({"a.py": "def f():\n    return 1\n", "b.py": LINES.replace("line 1\n", "line  1\n")})
    assert result.status == 0
    assert mine.read("a.py") == "def f():\n    return 1\n"
    assert mine.read("b.py") == LINES.replace("line 1\n", "line  1\n").replace(*LAST)
    assert kinds(result) == {"a.py": "taken", "b.py": "merged"}


def test_white_space_against_words_in_one_line_is_a_conflict(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.py": "def f():\n  return 1\n"})
    mine.edit("a.py", "return 1", "return 2")
    mine.commit()
    result = mine.update({"a.py": "def f():\n    return 1\n"})
    assert result.status == 1
    assert "return 2" in mine.read("a.py")


BOTH = {"a.txt": LINES.replace("line 1\n", "line 1 of the template\n"), "b.txt": "newer\n"}


def everything(mine: Project) -> dict[Path, bytes]:
    return {place: place.read_bytes() for place in mine.top.rglob("*") if place.is_file()}


@pytest.mark.parametrize("within", ["", "deep/project"], ids=["at the top", "in a folder"])
@pytest.mark.parametrize(
    ("old", "status"), [("line 12\n", 0), ("line 1\n", 1)], ids=["clean", "with a conflict"]
)
def test_it_shows_and_changes_nothing(tmp_path: Path, within: str, old: str, status: int) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"}, within=within)
    mine.edit("a.txt", old, "mine\n")
    mine.commit()
    before = everything(mine)
    shown = mine.update(BOTH, dry_run=True)
    assert everything(mine) == before
    assert shown.status == status
    assert " b.txt | 2 +-\n" in shown.text
    assert "--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-b\n+newer\n" in shown.text
    assert ("<<<<<<< yours" in shown.text) == bool(status)
    assert kinds(shown) == {"a.txt": "conflict" if status else "merged", "b.txt": "taken"}


def test_it_reports_the_same_as_the_update(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    mine.edit("a.txt", "line 1\n", "mine\n")
    mine.commit()
    shown, result = mine.update(BOTH, dry_run=True), mine.update(BOTH)
    assert (shown.status, shown.files, shown.conflicts) == (result.status, result.files, result.conflicts)


def test_nothing_to_show(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    shown = mine.update({"a.txt": LINES}, dry_run=True)
    assert (shown.status, shown.text) == (0, "No file changes.")


def test_it_refuses_what_the_update_refuses(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.write("b.txt", "mine\n")
    with pytest.raises(MlscaffoldError, match="would overwrite"):
        mine.update(BOTH, dry_run=True)
