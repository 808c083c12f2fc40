"""Whatever both sides change, no words of the user are lost, and lost words of the templates are reported."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.merge.resume import abort
from tests.projects.merge.projects import Project, project

Files = dict[str, PlannedFile]


def first_files(random: Random) -> Files:
    paths = [
        "a.txt",
        "b.txt",
        "src/c.py",
        "src/d.py",
        "src/deep/e.py",
        "data/f.csv",
        "local.toml",
        "g.bin",
        "run",
    ]
    files = {path: PlannedFile(path, text(random, path)) for path in paths}
    files["g.bin"] = PlannedFile("g.bin", b"\0" + text(random, "g") * random.choice([1, 30]))
    return files | {".gitignore": PlannedFile(".gitignore", b"local.toml\n"), "e": PlannedFile("e", b"")}


def text(random: Random, name: str) -> bytes:
    return "".join(
        f"{name} {number} {random.random()}\n" for number in range(random.choice([1, 3, 30]))
    ).encode()


def edited(random: Random, files: Files, side: str) -> Files:
    """Return files after some changes; new text contains words that occur nowhere else."""
    files = dict(files)
    for number in range(random.randint(0, 6)):
        path = random.choice(sorted(files))
        if path not in (".gitignore", "local.toml"):
            random.choice(CHANGES)(random, files, path, f"{side}-{number}-{random.random()}")
    if random.random() < 0.3:
        write(random, files, "local.toml", f"{side}-local-{random.random()}")
    return files


def write(random: Random, files: Files, path: str, word: str) -> None:
    lines = files[path].content.splitlines(keepends=True)
    place = random.randint(0, len(lines))
    lines[place : place + random.randint(0, 1)] = [f"{word}\n".encode()]
    files[path] = PlannedFile(path, b"".join(lines), files[path].executable)


def remove(random: Random, files: Files, path: str, word: str) -> None:
    if len(files) > 3:
        del files[path]


def add(random: Random, files: Files, path: str, word: str) -> None:
    new = random.choice(["new.txt", "src/new.py", "src/deep/new.py", f"{word}.txt"])
    if new not in files:
        files[new] = PlannedFile(new, f"{word}\n".encode() * random.choice([1, 20]))


def move(random: Random, files: Files, path: str, word: str) -> None:
    new = random.choice([f"moved/{path}", f"{path}.moved", path.replace("src/", "lib/")])
    if new not in files and path not in new.split("/"):
        files[new] = PlannedFile(new, files.pop(path).content)


def move_folder(random: Random, files: Files, path: str, word: str) -> None:
    for one in [one for one in files if one.startswith("src/")]:
        new = one.replace("src/", f"{word[:4]}/", 1)
        files[new] = PlannedFile(new, files.pop(one).content)


def make_folder(random: Random, files: Files, path: str, word: str) -> None:
    del files[path]
    files[f"{path}/in.txt"] = PlannedFile(f"{path}/in.txt", f"{word}\n".encode())


def make_executable(random: Random, files: Files, path: str, word: str) -> None:
    files[path] = PlannedFile(path, files[path].content, not files[path].executable)


def end_otherwise(random: Random, files: Files, path: str, word: str) -> None:
    if path != "g.bin":
        content = files[path].content
        content = content.replace(b"\r\n", b"\n") if b"\r" in content else content.replace(b"\n", b"\r\n")
        files[path] = PlannedFile(path, content, files[path].executable)


CHANGES = (
    write,
    write,
    write,
    remove,
    add,
    add,
    move,
    move_folder,
    make_folder,
    make_executable,
    end_otherwise,
)


def put(mine: Project, before: Files, after: Files) -> None:
    for path in before.keys() - after.keys():
        (mine.folder / path).unlink()
    for folder in sorted((one for one in mine.folder.rglob("*") if one.is_dir()), reverse=True):
        if ".git" not in folder.parts and not any(folder.iterdir()):
            folder.rmdir()
    for path, file in after.items():
        if before.get(path) != file:
            mine.write(path, file.content)
            (mine.folder / path).chmod(0o755 if file.executable else 0o644)


def words(contents: list[bytes], side: str) -> set[bytes]:
    return {word for content in contents for word in content.split() if word.startswith(side.encode())}


def same_lines(state: dict[str, object]) -> dict[str, object]:
    """Return a state without line endings: Git writes those that its settings ask for."""
    return {path: repr(content).replace(r"\r", "") for path, content in state.items()}


def check(seed: int, folder: Path) -> str:
    """Create, change and update a project; return the outcome of the update."""
    random = Random(seed)
    settings = {"core.autocrlf": random.choice(["false", "true", "input"]), "core.safecrlf": "false"}
    base = first_files(random)
    mine = project(folder, ProjectPlan(tuple(base.values())), random.choice(["", "ml/p"]), settings)
    ours, theirs = edited(random, base, "mine"), edited(random, base, "theirs")
    put(mine, base, ours)
    mine.git("add", "-A")
    mine.git("commit", "-q", "--allow-empty", "-m", "By hand")
    before, plan = mine.state(), ProjectPlan(tuple(theirs.values()))
    result = mine.update(plan)
    tree = [
        place.read_bytes()
        for place in mine.folder.rglob("*")
        if place.is_file() and ".git" not in place.parts
    ]
    expected = words([file.content for file in ours.values()], "mine")
    dropped = words([file.content for file in base.values()], "mine")
    assert expected - dropped <= words(tree, "mine"), "work is lost"
    unmerged = mine.git("ls-files", "-u")
    stages = [mine.git("cat-file", "blob", line.split()[1]).encode() for line in unmerged.splitlines()]
    new = words([file.content for file in theirs.values()], "theirs")
    assert new <= words([*tree, *stages], "theirs"), "a change of the templates is dropped"
    assert result.status == bool(result.conflicts)
    assert bool(unmerged) <= bool(result.status)
    marked = any(b"<<<<<<< yours" in content for content in tree)
    assert not marked or result.status == 1
    reported = {one.path for one in result.files}
    assert set(result.conflicts) <= reported | {path for path in result.conflicts if path in result.text}
    if result.status:
        abort(mine.folder)
        assert same_lines(mine.state()) == same_lines(before)
        return "conflict"
    mine.git("add", "-A")
    mine.git("commit", "-q", "--allow-empty", "-m", "UpdateResult")
    assert mine.update(plan).text == "Nothing to update."
    return "clean"


@pytest.mark.parametrize("seed", [0, 1, 2, 40, 47, 52])
def test_nothing_is_lost(tmp_path: Path, seed: int) -> None:
    assert check(seed, tmp_path / "p") in ("clean", "conflict")
