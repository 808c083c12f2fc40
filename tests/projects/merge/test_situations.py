"""Repositories in practice: folders in folders, links, submodules, filters, hooks, sparse checkouts."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.resume import abort, resume
from mlscaffold.projects.snapshot import with_snapshot
from tests.projects.merge.projects import ENVIRONMENT, LINES, Project, kinds, planned, project

NEWER = LINES.replace("line 1\n", "line 1 of the template\n")


def test_a_project_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    mine = project(tmp_path / "r", {"src/a.txt": LINES, "b.txt": "b\n"}, within="ml/my project")
    mine.edit("src/a.txt", "line 12\n", "line 12 of mine\n")
    mine.write("../../src/a.txt", "another project's\n")
    mine.commit()
    mine.write("../../dirty.txt", "outside\n")
    result = mine.update({"src/a.txt": NEWER, "c.txt": "added\n"})
    assert result.status == 0
    assert kinds(result) == {"src/a.txt": "merged", "b.txt": "taken", "c.txt": "taken"}
    assert mine.read("src/a.txt") == NEWER.replace("line 12\n", "line 12 of mine\n")
    assert mine.read("../../src/a.txt") == "another project's\n"
    assert not mine.has("b.txt")


def test_attributes_of_the_folder_apply_in_a_larger_repository(tmp_path: Path) -> None:
    mine = project(tmp_path / "r", {".gitattributes": "*.txt merge=union\n", "a.txt": LINES}, within="ml")
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    result = mine.update({".gitattributes": "*.txt merge=union\n", "a.txt": NEWER})
    assert result.status == 0
    assert mine.read("a.txt").startswith("line 1 of mine\nline 1 of the template\n")


def test_a_merge_driver_that_keeps_the_users_file_is_reported(tmp_path: Path) -> None:
    files = {".gitattributes": "a.txt merge=mine\n", "a.txt": LINES}
    mine = project(tmp_path / "p", files, settings={"merge.mine.driver": "true"})
    mine.edit("a.txt", "line 12\n", "line 12 of mine\n")
    mine.commit()
    result = mine.update(files | {"a.txt": NEWER})
    assert result.status == 0
    assert "kept      a.txt: by your merge driver 'mine'; the template's change is not applied" in result.text


def test_a_change_that_the_user_already_has(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.write("a.txt", NEWER.replace("line 12\n", "line 12 of mine\n"))
    mine.commit()
    result = mine.update({"a.txt": NEWER})
    assert result.status == 0
    assert "a.txt: it already has the template's change" in result.text


def test_executable_files(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"run": LINES, "mine": LINES})
    (mine.folder / "mine").chmod(0o755)
    mine.commit()
    result = mine.update(planned({"run": LINES, "mine": NEWER}, executable=("run",)))
    assert result.status == 0
    assert "updated   run: now executable" in result.text
    assert os.access(mine.folder / "run", os.X_OK)
    assert os.access(mine.folder / "mine", os.X_OK)
    assert mine.read("mine") == NEWER


def test_a_file_that_the_user_replaced_by_a_link(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    (mine.folder / "a.txt").unlink()
    (mine.folder / "a.txt").symlink_to("b.txt")
    mine.commit()
    result = mine.update({"a.txt": NEWER, "b.txt": "b\n"})
    assert result.status == 1
    assert "a.txt" in "".join(kinds(result))
    assert mine.read("b.txt") == "b\n"
    abort(mine.folder)
    assert (mine.folder / "a.txt").readlink() == Path("b.txt")


def test_a_link_of_the_user_stays(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    (mine.folder / "data").symlink_to("/nowhere")
    mine.commit()
    assert mine.update({"a.txt": NEWER}).status == 0
    assert (mine.folder / "data").readlink() == Path("/nowhere")


def test_an_ignored_link_to_a_folder_elsewhere_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("mine\n")
    mine = project(tmp_path / "p", {".gitignore": "/data\n", "data/a.csv": "a\n"})
    (mine.folder / "data" / "a.csv").unlink()
    (mine.folder / "data").rmdir()
    (mine.folder / "data").symlink_to(elsewhere)
    result = mine.update({".gitignore": "/data\n", "data/a.csv": "newer\n"})
    assert (elsewhere / "a.csv").read_text() == "mine\n"
    assert result.status == 0
    assert "kept      data/a.csv: is behind a link; the template's change is not applied" in result.text


def test_a_folder_that_the_user_replaced_by_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.csv").write_text("mine\n")
    mine = project(tmp_path / "p", {"data/a.csv": "a\n", "b.txt": "b\n"})
    mine.git("rm", "-q", "data/a.csv")
    (mine.folder / "data").symlink_to(elsewhere)
    mine.commit()
    before = mine.state()
    result = mine.update({"data/a.csv": "newer\n", "b.txt": "newer\n"})
    assert result.status == 1
    assert "data" in "".join(kinds(result))
    assert (elsewhere / "a.csv").read_text() == "mine\n"
    abort(mine.folder)
    assert mine.state() == before
    assert mine.update({"data/a.csv": "a\n", "b.txt": "newer\n"}).status == 0
    assert (elsewhere / "a.csv").read_text() == "mine\n"


def test_empty_files(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a/__init__.py": "", "b/__init__.py": "", "c.txt": LINES})
    mine.git("rm", "-q", "a/__init__.py")
    mine.write("mine/__init__.py", "")
    mine.commit()
    result = mine.update(
        {"a/__init__.py": "", "b/__init__.py": "x = 1\n", "d/__init__.py": "", "c.txt": LINES}
    )
    assert result.status == 0
    assert mine.read("b/__init__.py") == "x = 1\n"
    assert mine.read("mine/__init__.py") == mine.read("d/__init__.py") == ""
    assert not mine.has("a/__init__.py")


def test_a_file_that_becomes_a_folder(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a": LINES, "b/c": "c\n"})
    result = mine.update({"a/x.txt": "x\n", "b": "b\n"})
    assert result.status == 0
    assert mine.read("a/x.txt") == "x\n"
    assert mine.read("b") == "b\n"


def test_a_file_of_the_template_where_the_user_has_a_folder(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"b.txt": "b\n"})
    mine.write("a/mine.txt", "mine\n")
    mine.commit()
    before = mine.state()
    result = mine.update({"b.txt": "b\n", "a": "theirs\n"})
    assert result.status == 1
    assert mine.read("a/mine.txt") == "mine\n"
    assert any(one.path.startswith("a~") for one in result.files)
    assert mine.read("a~template") == "theirs\n"
    abort(mine.folder)
    assert mine.state() == before


def test_names_that_are_not_ascii(tmp_path: Path) -> None:
    files = {"données/été.txt": LINES, "数据 文件.txt": LINES, ":(top)odd*.txt": LINES, 'quo"te\t.txt': LINES}
    mine = project(tmp_path / "p", files)
    for path in files:
        mine.edit(path, "line 12\n", "line 12 of mine\n")
    mine.commit()
    result = mine.update(dict.fromkeys(files, NEWER))
    assert result.status == 0
    assert kinds(result) == dict.fromkeys(files, "merged")
    assert {mine.read(path) for path in files} == {NEWER.replace("line 12\n", "line 12 of mine\n")}


def test_a_name_of_the_user_that_is_not_utf_8(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    (mine.folder / os.fsdecode(b"\xff.txt")).write_text("mine\n")
    mine.commit()
    assert mine.update({"a.txt": NEWER}).status == 0
    assert (mine.folder / os.fsdecode(b"\xff.txt")).read_text() == "mine\n"


def test_a_submodule_in_the_project(tmp_path: Path) -> None:
    other = project(tmp_path / "other", {"o.txt": "o\n"})
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "vendor")
    mine.commit()
    mine.write("vendor/o.txt", "changed in the submodule\n")
    result = mine.update({"a.txt": NEWER})
    assert result.status == 0
    assert mine.read("vendor/o.txt") == "changed in the submodule\n"


def test_a_folder_of_the_template_where_the_user_has_a_submodule(tmp_path: Path) -> None:
    other = project(tmp_path / "other", {"o.txt": "o\n"})
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "vendor")
    mine.commit()
    before = mine.state()
    try:
        result = mine.update({"a.txt": LINES, "vendor/new.txt": "v\n"})
    except MlscaffoldError:
        assert mine.state() == before
        return
    assert result.status == 1
    assert mine.read("vendor/o.txt") == "o\n"
    abort(mine.folder)
    assert mine.state() == before


def test_a_project_that_is_a_submodule(tmp_path: Path) -> None:
    inner = project(tmp_path / "inner", {"a.txt": LINES})
    outer = project(tmp_path / "outer", {"o.txt": "o\n"})
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    mine = Project(outer.folder / "sub", outer.folder / "sub")
    assert mine.update({"a.txt": NEWER}).status == 0
    assert mine.read("a.txt") == NEWER


def test_a_sparse_checkout(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"in/a.txt": LINES, "out/b.txt": LINES, "out/c.txt": "c\n"})
    mine.git("sparse-checkout", "set", "in", ".mlscaffold")
    assert not mine.has("out")
    result = mine.update({"in/a.txt": NEWER, "out/b.txt": NEWER, "out/c.txt": "c\n"})
    assert result.status == 0
    assert not mine.has("out")
    assert mine.git("show", ":out/b.txt") == NEWER
    assert mine.read("in/a.txt") == NEWER


def test_a_conflict_outside_a_sparse_checkout(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"in/a.txt": LINES, "out/b.txt": LINES, "out/c.txt": "c\n"})
    mine.edit("out/b.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    mine.git("sparse-checkout", "set", "in", ".mlscaffold")
    before = mine.state()
    result = mine.update({"in/a.txt": NEWER, "out/b.txt": NEWER, "out/c.txt": "newer\n"})
    assert result.status == 1
    assert "<<<<<<< yours\nline 1 of mine\n" in mine.read("out/b.txt")
    abort(mine.folder)
    assert mine.state() == before


def test_a_worktree_next_to_the_repository(tmp_path: Path) -> None:
    first = project(tmp_path / "p", {"a.txt": LINES})
    first.git("worktree", "add", "-q", str(tmp_path / "w"))
    mine = Project(tmp_path / "w", tmp_path / "w")
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    before = mine.state()
    assert mine.update({"a.txt": NEWER}).status == 1
    assert first.update({"a.txt": NEWER}).status == 0
    abort(mine.folder)
    assert mine.state() == before


def test_no_branch_is_checked_out(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("checkout", "-q", "--detach")
    head = mine.git("rev-parse", "HEAD")
    assert mine.update({"a.txt": NEWER}).status == 0
    assert mine.git("rev-parse", "HEAD") == head


def test_a_shallow_clone(tmp_path: Path) -> None:
    first = project(tmp_path / "p", {"a.txt": LINES, "a.bin": b"\0" * 2000})
    first.write("a.bin", b"\0mine" * 500)
    first.edit("a.txt", "line 12\n", "line 12 of mine\n")
    first.commit()
    first.git("clone", "-q", "--depth=1", first.folder.as_uri(), str(tmp_path / "clone"))
    mine = Project(tmp_path / "clone", tmp_path / "clone")
    result = mine.update({"a.txt": NEWER, "a.bin": b"\0theirs" * 500})
    assert kinds(result) == {"a.txt": "merged", "a.bin": "conflict"}
    assert mine.folder.joinpath("a.bin").read_bytes() == b"\0mine" * 500


def test_a_repository_with_sha_256(tmp_path: Path) -> None:
    mine = Project(tmp_path / "p", tmp_path / "p")
    files = {"a.txt": LINES, "a.bin": b"\0" * 2000, "b.txt": "b\n"}
    for file in with_snapshot(planned(files)).files:
        mine.write(file.path, file.content)
    mine.git("init", "-q", "--object-format=sha256")
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    before = mine.state()
    result = mine.update({"a.txt": NEWER, "a.bin": b"\0theirs" * 500})
    assert kinds(result) == {"a.txt": "conflict", "a.bin": "taken", "b.txt": "taken"}
    abort(mine.folder)
    assert mine.state() == before


def test_hooks_do_not_run(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    for name in ("pre-commit", "post-checkout", "post-index-change", "post-merge", "reference-transaction"):
        hook = mine.folder / ".git" / "hooks" / name
        hook.write_text("#!/bin/sh\ntouch hook-ran\nexit 1\n")
        hook.chmod(0o755)
    assert mine.update({"a.txt": NEWER}).status == 0
    assert not mine.has("hook-ran")


def test_the_environment_of_a_hook_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = project(tmp_path / "other", {"a.txt": LINES})
    mine = project(tmp_path / "p", {"a.txt": LINES})
    before = other.state()
    with monkeypatch.context() as patch:
        patch.setenv("GIT_DIR", str(other.folder / ".git"))
        patch.setenv("GIT_INDEX_FILE", str(other.folder / ".git" / "index"))
        assert mine.update({"a.txt": NEWER}).status == 0
    assert other.state() == before
    assert mine.read("a.txt") == NEWER


FILTERED = {
    "filter.big.clean": "sed s/^/pointer:/",
    "filter.big.smudge": "sed s/^pointer://",
    "filter.big.required": "true",
}


def test_a_filter_as_for_large_files(tmp_path: Path) -> None:
    files = {
        ".gitattributes": "*.csv filter=big -text\n",
        "a.csv": LINES,
        "b.csv": LINES * 20000,
        "c.csv": LINES,
    }
    mine = project(tmp_path / "p", files, settings=FILTERED)
    assert mine.git("show", ":a.csv").startswith("pointer:line 1\n")
    mine.edit("c.csv", "line 12\n", "line 12 of mine\n")
    mine.commit()
    newer = {"a.csv": NEWER, "b.csv": NEWER * 20000, "c.csv": NEWER}
    result = mine.update(files | newer)
    assert result.status == 0
    assert kinds(result) == {"a.csv": "taken", "b.csv": "taken", "c.csv": "merged"}
    assert mine.read("a.csv") == NEWER
    assert mine.read("b.csv") == NEWER * 20000
    assert mine.git("show", ":a.csv").startswith("pointer:line 1 of the template\n")
    assert " M" not in mine.status()


def test_a_filter_for_packed_files_does_not_apply_to_the_snapshot(tmp_path: Path) -> None:
    files = {".gitattributes": "*.bz2 filter=big -text\n", "a.txt": LINES}
    mine = project(tmp_path / "p", files, settings=FILTERED)
    assert mine.update(files | {"a.txt": NEWER}).status == 0
    mine.commit()
    assert mine.update(files | {"a.txt": NEWER}).text == "Nothing to update."


def test_a_large_text_that_both_change(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.csv": LINES * 20000})
    mine.write("a.csv", LINES * 20000 + "mine\n")
    mine.commit()
    result = mine.update({"a.csv": "theirs\n" + LINES * 20000})
    assert result.status == 0
    assert mine.read("a.csv") == "theirs\n" + LINES * 20000 + "mine\n"


def test_markers_in_the_style_that_the_user_has_set(tmp_path: Path) -> None:
    mine = project(
        tmp_path / "p", {"a.txt": LINES}, settings={"merge.conflictStyle": "diff3", "core.abbrev": "7"}
    )
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    assert mine.update({"a.txt": NEWER}).status == 1
    assert mine.read("a.txt").startswith("<<<<<<< yours\nline 1 of mine\n")


def test_names_that_differ_in_case_only(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES}, settings={"core.ignorecase": "true"})
    mine.write("Readme.md", "mine\n")
    mine.commit()
    before = mine.state()
    with pytest.raises(MlscaffoldError, match=r"cannot tell apart: README\.md and Readme\.md"):
        mine.update({"a.txt": NEWER, "README.md": "theirs\n"})
    assert mine.state() == before
    mine.git("config", "core.ignorecase", "false")
    assert mine.update({"a.txt": NEWER, "README.md": "theirs\n"}).status == 0
    assert mine.read("Readme.md") == "mine\n"


def test_the_user_renamed_a_folder_to_which_the_template_adds(tmp_path: Path) -> None:
    files = {f"src/old/{name}.py": f"# {name}\n{LINES}" for name in "abc"}
    mine = project(tmp_path / "p", files)
    mine.git("mv", "src/old", "src/new")
    mine.commit()
    result = mine.update(files | {"src/old/d.py": "# d\n"})
    assert result.status == 1
    assert mine.read("src/new/d.py") == "# d\n"
    assert "src/new/d.py" in kinds(result)
    mine.git("add", "-A")
    assert resume(mine.folder).status == 0


def test_the_lock_file_stays_and_is_reported(tmp_path: Path) -> None:
    files = {"pyproject.toml": LINES, "uv.lock": "lock\n"}
    mine = project(tmp_path / "p", files)
    mine.write("uv.lock", "mine\n")
    mine.commit()
    result = mine.update({"pyproject.toml": NEWER, "uv.lock": "newer\n"})
    assert result.status == 0
    assert mine.read("uv.lock") == "mine\n"
    assert "Run `uv lock`" in result.text


def test_the_lock_file_is_regenerated(tmp_path: Path) -> None:
    from mlscaffold.projects.merge.run_update import update

    mine = project(tmp_path / "p", {"pyproject.toml": LINES, "uv.lock": "lock\n"})

    def relock(folder: Path) -> bool:
        (folder / "uv.lock").write_text("new\n")
        return True

    result = update(mine.folder, planned({"pyproject.toml": NEWER}), False, relock)
    assert "uv.lock regenerated" in result.text
    assert "M  uv.lock" in mine.status()


def test_the_merge_of_two_updated_branches(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": LINES})
    mine.git("checkout", "-q", "-b", "other")
    assert mine.update({"a.txt": NEWER, "b.txt": LINES}).status == 0
    mine.commit()
    mine.git("checkout", "-q", "main")
    assert mine.update({"a.txt": LINES, "b.txt": NEWER}).status == 0
    mine.commit()
    merged = subprocess.run(
        ["git", "merge", "-q", "other"],
        cwd=mine.folder,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    assert merged.returncode == 1
    assert mine.git("ls-files", "-u").count("\n") == mine.git("ls-files", "-u").count("base.tar.bz2")
    with pytest.raises(MlscaffoldError, match="a merge is in progress"):
        mine.update({"a.txt": NEWER, "b.txt": NEWER})
    mine.git("checkout", "--theirs", ".mlscaffold")
    mine.commit()
    assert mine.update({"a.txt": NEWER, "b.txt": NEWER}).status == 0
    assert mine.read("a.txt") == mine.read("b.txt") == NEWER


def test_two_branches_with_the_same_update_merge_automatically(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.git("checkout", "-q", "-b", "other")
    mine.update({"a.txt": NEWER})
    mine.commit()
    mine.git("checkout", "-q", "main")
    mine.update({"a.txt": NEWER})
    mine.commit("Another")
    mine.git("merge", "-q", "other")
    assert mine.update({"a.txt": NEWER}).text == "Nothing to update."
