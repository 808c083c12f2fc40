from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.data_files import LARGEST_PICTURE, files_of, mentioned, pictures
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.results.hardening import DataFiles, MissingFile
from tests.stages.notebooks import READ, analysed, traced

MENTIONED: dict[str, tuple[str, set[str]]] = {
    "a literal": ("f('a.csv')", {"a.csv"}),
    "a sum": ("f('a' + '/b.csv')", {"a", "/b.csv", "a/b.csv"}),
    "joined": ("import os\nf(os.path.join('a', 'b.csv'))", {"a", "b.csv", "a/b.csv"}),
    "a path": ("f(Path('a') / 'b.csv')", {"a", "b.csv", "a/b.csv"}),
    "a variable": ("a = 'data'\nf(a + '.csv')", {"data", ".csv", "data.csv"}),
    "a variable bound again": ("a = 'x'\na = g()\nf(a + '.csv')", {"x", ".csv"}),
    "an f-string": ("a = 'x'\nf(f'{a}.csv')", {"x", ".csv", "x.csv"}),
    "an f-string of something unknown": ("f(f'{g()}.csv')", {".csv"}),
    "numbers": ("a = 1", set()),
}


def found(beside: Path, *cells: str) -> DataFiles:
    analysis = analysed(*cells)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    return files_of(analysis.settings.fields, analysis.flow.statements, lifted, ProjectFolder(beside, beside))


@pytest.mark.parametrize(("cell", "expected"), MENTIONED.values(), ids=MENTIONED)
def test_mentioned(cell: str, expected: set[str]) -> None:
    assert mentioned(traced(cell).statements) == expected


def test_a_file_is_copied(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"age\n1\n")
    files = found(tmp_path, READ)
    assert [(f.path, f.content) for f in files.copied] == [("data/people.csv", b"age\n1\n")]
    assert [f.default for f in files.fields] == ['PROJECT / "data" / "people.csv"']
    assert (files.missing, files.folder) == ((), "")


def test_a_missing_file(tmp_path: Path) -> None:
    files = found(tmp_path, READ)
    assert files.copied == ()
    assert files.missing == (MissingFile("people.csv", "data/people.csv", "it is not in the project folder"),)


def test_an_absolute_path_is_searched_in_the_folder_of_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"age\n")
    files = found(tmp_path, "import pandas as pd\ndf = pd.read_csv('/home/ann/people.csv')")
    assert [f.path for f in files.copied] == ["data/people.csv"]


def test_a_written_file_goes_to_the_outputs(tmp_path: Path) -> None:
    files = found(tmp_path, "import pandas as pd\npd.DataFrame().to_csv('a.csv')")
    assert [f.default for f in files.fields] == ['PROJECT / "outputs" / "a.csv"']
    assert (files.copied, files.missing) == ((), ())


def test_two_files_of_one_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(folder)
    files = found(tmp_path, "import pandas as pd\na = pd.read_csv('a/x.csv')\nb = pd.read_csv('b/x.csv')")
    assert [f.content for f in files.copied] == [b"a", b"b"]
    assert len({f.path for f in files.copied}) == 2


def test_a_file_mentioned_only_in_text_is_copied_to_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(b"one")
    files = found(tmp_path, "def f(x):\n    return open(x).read()\na = f('words.txt')")
    assert files.folder == "workspace"
    assert ("workspace/words.txt", b"one") in [(f.path, f.content) for f in files.copied]


def test_no_files(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_bytes(b"age\n")
    assert found(tmp_path, "a = 1") == DataFiles((), (), (), "")


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    (folder / "img").mkdir(parents=True)
    for name in ("a.png", "img/b c.JPG", "notes.txt"):
        (folder / name).write_bytes(name.encode())
    (tmp_path / "above.png").write_bytes(b"above")
    return folder


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("See ![a](a.png).", "notebooks/a.png", id="Markdown"),
        pytest.param('![a](./a.png "A title")', "notebooks/a.png", id="Markdown with a title"),
        pytest.param("![](<img/b c.JPG>)", "notebooks/img/b c.JPG", id="a space"),
        pytest.param("![](img/b%20c.JPG)", "notebooks/img/b c.JPG", id="an escaped space"),
        pytest.param("<p><img width=3 src='a.png' /></p>", "notebooks/a.png", id="HTML"),
    ],
)
def test_an_image_is_copied(beside: Path, text: str, place: str) -> None:
    (found,) = pictures([text, text], beside)
    assert (found.path, found.content.decode()) == (place, place.removeprefix("notebooks/"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("![a](https://a.org/a.png)", id="an address"),
        pytest.param("![a](attachment:a.png)", id="an attachment"),
        pytest.param("![a](../above.png)", id="outside the folder"),
        pytest.param("![a](missing.png)", id="no such file"),
        pytest.param("![a](notes.txt)", id="no image"),
        pytest.param("[a](a.png)", id="a link"),
        pytest.param("nothing", id="no image at all"),
    ],
)
def test_other_targets_are_not_copied(beside: Path, text: str) -> None:
    assert pictures([text], beside) == ()


def test_a_large_image_is_not_copied(beside: Path) -> None:
    with (beside / "a.png").open("wb") as file:
        file.truncate(LARGEST_PICTURE + 1)
    assert pictures(["![a](a.png)"], beside) == ()


RUN = "import pandas as pd\ndef table(name):\n    return pd.read_csv(name + '.csv')\na = table('towns')"


def of_run(folder: ProjectFolder, opened: frozenset[str] | None, *cells: str) -> DataFiles:
    analysis = analysed(*cells)
    lifted = frozenset(f.path for f in analysis.settings.fields if f.path)
    return files_of(analysis.settings.fields, analysis.flow.statements, lifted, folder, opened)


def places(files: DataFiles) -> list[str]:
    return [file.path for file in files.copied]


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    for name in (
        "data/rides.csv",
        "notebooks/towns.csv",
        "notebooks/other.csv",
        "notebooks/images/a.png",
        "notebooks/.env",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return ProjectFolder(tmp_path, tmp_path / "notebooks")


def test_what_a_run_has_opened_is_copied_and_nothing_else(project: ProjectFolder) -> None:
    files = of_run(project, frozenset({"towns.csv", ".env"}), RUN)
    assert (places(files), files.missing) == (["workspace/towns.csv"], ())


def test_files_above_keep_their_folders(project: ProjectFolder) -> None:
    files = of_run(project, frozenset({"towns.csv", "../data/rides.csv"}), RUN)
    assert places(files) == ["workspace/data/rides.csv", "workspace/notebooks/towns.csv"]
    assert files.folder == "workspace/notebooks"


def test_without_a_run_the_pattern_decides(project: ProjectFolder) -> None:
    assert places(of_run(project, None, RUN)) == ["workspace/other.csv", "workspace/towns.csv"]


def test_a_file_of_a_setting_is_copied_once(project: ProjectFolder) -> None:
    files = of_run(
        project, frozenset({"../data/rides.csv"}), "import pandas as pd\na = pd.read_csv('../data/rides.csv')"
    )
    assert (places(files), files.folder) == (["data/rides.csv"], "")


@pytest.mark.parametrize(
    ("source", "opened", "expected"),
    [
        pytest.param("import os\na = os.listdir('images')", {"images/.deep/", "images/.deep/b"}, ["images/.deep/b"], id="with a file"),
        pytest.param("import os\na = os.listdir('images')", {"images/a.png"}, ["images/a.png"], id="none"),
        pytest.param("import os\nfolder = 'images'\na = os.listdir(folder)", {"images/.deep/"}, ["images/.deep/.gitkeep"], id="hidden"),
    ],
)  # fmt: skip
def test_folders_that_the_code_lists_are_there(
    project: ProjectFolder, source: str, opened: set[str], expected: list[str]
) -> None:
    (project.beside / "images" / ".deep").mkdir()
    (project.beside / "images" / ".deep" / "b").touch()
    found = of_run(project, frozenset(opened), source)
    assert [place.removeprefix("data/") for place in places(found) if "images" in place] == expected


CHANCE = [
    "df = {'images': 1}\na = df['images']",
    "import pandas as pd\na = pd.DataFrame(columns=['images'])",
    "a = 'images'\nb = a.upper()",
]
MEANT = [
    "import os\na = os.listdir('images')",
    "from pathlib import Path\na = Path('images')",
    "a = load('images')",
    "folder = 'images'\nimport os\na = os.listdir(folder)",
    "a = load('images/a.png')",
]


@pytest.mark.parametrize("source", CHANCE)
def test_a_word_that_is_the_name_of_a_folder_by_chance(project: ProjectFolder, source: str) -> None:
    assert not any(place.endswith("a.png") for place in places(of_run(project, None, source)))


@pytest.mark.parametrize("source", MEANT)
def test_a_folder_that_is_used_as_one(project: ProjectFolder, source: str) -> None:
    assert any(place.endswith("images/a.png") for place in places(of_run(project, None, source)))


def test_a_file_outside_the_project_folder_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "secret.txt").write_text("mine")
    for source in ("a = open('../secret.txt').read()", f"a = open('{tmp_path / 'secret.txt'}').read()"):
        files = of_run(ProjectFolder(tmp_path / "work", tmp_path / "work"), None, source)
        assert (files.copied, [one.place for one in files.missing]) == ((), ["data/secret.txt"])
