"""Shell commands: which are dropped, which run, which become requirements, which need a review."""

from __future__ import annotations

import ast
import shlex

import pytest

from mlscaffold.notebook.shell_commands import block, command, install_of, output, requirements_of, script

NONE: frozenset[str] = frozenset()
INSPECTION = [
    "ls", "ls -l *.csv", "cat a | head -3", "pwd", "wc -l a", "which python", "nvidia-smi",
    "python --version", "pip list", "pip freeze | grep pandas", "git status", "git log -3", "grep -i a b", "sed -n 3p a",
    "jupyter --version", "cd data", "export A=1", "find . -name a", "/usr/bin/ls", "ls 2>&1", "ls > /dev/null", "# words",
]  # fmt: skip
RUNS = [
    "wget a", "curl -O a", "unzip -q a.zip", "tar xf a", "mkdir -p a", "cp a b", "rm -rf a", "git clone a", "gdown 1",
    "kaggle datasets download a", "python train.py", "ls > a", "cat a >> b", "sed -i s/a/b/ c", "sort -o a b",
    "find . -delete", "ls | xargs rm", "cd a && unzip b", "echo 'unbalanced", "./run.sh", "A=1 make",
    "echo hello", "printf '%s' a",
]  # fmt: skip


@pytest.mark.parametrize("text", INSPECTION)
def test_inspection_is_dropped(text: str) -> None:
    found = command(text, NONE)
    assert (found.kind, found.code, found.requirements) == ("dropped", "", ())


@pytest.mark.parametrize("text", RUNS)
def test_commands_with_effects_run_unchanged(text: str) -> None:
    found = command(text, NONE)
    assert found.kind == "rewritten"
    call = ast.parse(found.code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[0]) == text


def test_installs_are_removed_from_the_command() -> None:
    found = command("pip install a && wget b && pip install -r c.txt", NONE)
    assert found.code == 'subprocess.run("wget b", shell=True, check=False)'
    assert (found.kind, found.requirements) == ("review", ("a",))
    assert "-r c.txt" in found.why


def test_system_packages_need_a_review() -> None:
    assert command("sudo apt-get install -y a", NONE).kind == "review"


def test_output_is_a_list_of_lines() -> None:
    values: dict[str, object] = {}
    exec(f"import subprocess; x = {output('printf 1; echo; echo 2', NONE).code}", values)
    assert values["x"] == ["1", "2"]


def test_a_script_keeps_its_line_numbers_without_its_installs() -> None:
    found = script("pip install a\nwget b\n", check=True)
    assert found.requirements == ("a",)
    assert found.code == 'subprocess.run(["bash", "-c", """\\\n\nwget b\\n"""], check=True)'


def test_a_script_binds_its_output_to_a_variable() -> None:
    values: dict[str, object] = {}
    exec(f"import subprocess; {script('echo 1', check=True, captured='x').code}", values)
    assert values["x"] == "1\n"


@pytest.mark.parametrize("text", ["a\n", "a\nb\n", '"""\n', 'a"\n', "\\\n", "\\n\n", "\n", '"\n""""\n', ""])
def test_a_block_has_one_line_more_than_its_text(text: str) -> None:
    assert ast.literal_eval(block(text)) == text
    assert block(text).count("\n") == text.count("\n")


INSTALLS = {
    "one name": ("pip install a", ("a",), "moved"),
    "several names and flags": ("pip install -q -U a b --upgrade --no-cache-dir", ("a", "b"), "moved"),
    "versions": ("pip install a==1.0 'b>=2,<3' c~=1.4", ("a==1.0", "b>=2,<3", "c~=1.4"), "moved"),
    "extras": ("pip3 install 'a[all]' b[x,y]==1", ("a[all]", "b[x,y]==1"), "moved"),
    "by python -m": ("python3 -m pip install a", ("a",), "moved"),
    "by the notebook's python": ("{sys.executable} -m pip install a", ("a",), "moved"),
    "by uv": ("uv pip install a", ("a",), "moved"),
    "from another index": ("pip install -i https://a/simple a --extra-index-url https://b", ("a",), "moved"),
    "options before the verb": ("pip --quiet install a", ("a",), "moved"),
    "pip itself": ("pip install --upgrade pip wheel a", ("a",), "moved"),
    "by conda": ("conda install -y -c conda-forge a=1.2 b", ("a==1.2", "b"), "moved"),
    "output to /dev/null": ("pip install a > /dev/null", ("a",), "moved"),
    "from git": (
        "pip install git+https://github.com/a/b.git",
        ("b @ git+https://github.com/a/b.git",),
        "review",
    ),
    "from git at a branch": (
        "pip install git+https://github.com/a/b@main",
        ("b @ git+https://github.com/a/b@main",),
        "review",
    ),
    "from git with a name": ("pip install git+https://a/b#egg=c", ("c @ git+https://a/b",), "review"),
    "a file of requirements": ("pip install -r requirements.txt a", ("a",), "review"),
    "a folder": ("pip install -e .", (), "review"),
    "a wheel": ("pip install ./a-1.0-py3-none-any.whl", (), "review"),
    "a name built at run time": ("pip install {name}", (), "review"),
}


@pytest.mark.parametrize(("line", "names", "kind"), INSTALLS.values(), ids=INSTALLS.keys())
def test_install_of(line: str, names: tuple[str, ...], kind: str) -> None:
    install = install_of(shlex.split(line))
    assert install is not None
    found = requirements_of(install)
    assert (found.requirements, found.kind, found.code) == (names, kind, "")


@pytest.mark.parametrize(
    "line", ["pip list", "pip show install", "conda list", "ls install", "pip", "npm install a", ""]
)
def test_no_install_of(line: str) -> None:
    assert install_of(shlex.split(line)) is None
