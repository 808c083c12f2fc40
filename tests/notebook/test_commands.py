"""Shell commands: what goes, what runs, what a person has to see."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.notebook.commands import block, command, output, script

NONE: frozenset[str] = frozenset()
LOOKS = [
    "ls", "ls -l *.csv", "cat a | head -3", "pwd", "wc -l a", "echo hello", "which python", "nvidia-smi",
    "python --version", "pip list", "pip freeze | grep pandas", "git status", "git log -3", "grep -i a b", "sed -n 3p a",
    "jupyter --version", "cd data", "export A=1", "find . -name a", "/usr/bin/ls", "ls 2>&1", "ls > /dev/null", "# words",
]  # fmt: skip
RUNS = [
    "wget a", "curl -O a", "unzip -q a.zip", "tar xf a", "mkdir -p a", "cp a b", "rm -rf a", "git clone a", "gdown 1",
    "kaggle datasets download a", "python train.py", "ls > a", "cat a >> b", "sed -i s/a/b/ c", "sort -o a b",
    "find . -delete", "ls | xargs rm", "cd a && unzip b", "echo 'unbalanced", "./run.sh", "A=1 make",
]  # fmt: skip


@pytest.mark.parametrize("text", LOOKS)
def test_looks_go(text: str) -> None:
    piece = command(text, NONE)
    assert (piece.kind, piece.code, piece.requirements) == ("dropped", "", ())


@pytest.mark.parametrize("text", RUNS)
def test_what_acts_runs_whole(text: str) -> None:
    piece = command(text, NONE)
    assert piece.kind == "rewritten"
    call = ast.parse(piece.code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[0]) == text


def test_installs_leave_the_command_that_stays() -> None:
    piece = command("pip install a && wget b && pip install -r c.txt", NONE)
    assert piece.code == 'subprocess.run("wget b", shell=True, check=False)'
    assert (piece.kind, piece.requirements) == ("look", ("a",))
    assert "-r c.txt" in piece.why


def test_system_packages_are_for_a_person() -> None:
    assert command("sudo apt-get install -y a", NONE).kind == "look"


def test_output_is_a_list_of_lines() -> None:
    values: dict[str, object] = {}
    exec(f"import subprocess; x = {output('printf 1; echo; echo 2', NONE).code}", values)
    assert values["x"] == ["1", "2"]


def test_a_script_loses_its_installs_and_keeps_its_lines() -> None:
    piece = script("pip install a\nwget b\n", check=True)
    assert piece.requirements == ("a",)
    assert piece.code == 'subprocess.run(["bash", "-c", """\\\n\nwget b\\n"""], check=True)'


def test_a_script_gives_its_output_to_a_name() -> None:
    values: dict[str, object] = {}
    exec(f"import subprocess; {script('echo 1', check=True, captured='x').code}", values)
    assert values["x"] == "1\n"


@pytest.mark.parametrize("text", ["a\n", "a\nb\n", '"""\n', 'a"\n', "\\\n", "\\n\n", "\n", '"\n""""\n', ""])
def test_block_is_the_text_on_one_line_more(text: str) -> None:
    assert ast.literal_eval(block(text)) == text
    assert block(text).count("\n") == text.count("\n")
