"""Imports inside of stages, and imports under other names."""

from __future__ import annotations

from tests.stages.notebooks import functions, package

PADDING = "\n".join(f"pad{i} = sum(j * {i} for j in range(4))" for i in range(9))


def test_an_import_after_a_patch_is_inside_of_its_stage() -> None:
    found = functions("import math\nmath.pi = 3", "from math import pi\nb = pi")
    assert "    from math import pi\n    b = pi" in next(text for text in found.values() if "b = pi" in text)


def test_a_name_with_two_imports_has_two_names() -> None:
    modules = package(
        "from math import sqrt\na = sqrt(4)", "from cmath import sqrt\nb = sqrt(-1)\nprint(a, b)"
    )
    text = "\n".join(modules.values())
    assert "from math import sqrt as sqrt_cell1" in text
    assert "from cmath import sqrt\n" in text
    assert "sqrt_cell1(4)" in text


def test_equal_imports_have_one_name() -> None:
    text = "\n".join(
        package("from math import sqrt\na = sqrt(4)", "from math import sqrt\nb = sqrt(a)").values()
    )
    assert "sqrt_cell" not in text


def test_an_import_that_stays_is_not_at_the_head_of_a_module() -> None:
    modules = package(
        "from pathlib import Path\nPath('tool.py').write_text('a = 1')",
        "import tool\nb = tool.a",
        PADDING,
        "c = tool.a",
    )
    lines = [line for text in modules.values() for line in text.splitlines()]
    assert "import tool" not in lines
    assert "    import tool" in lines


def test_an_ordinary_import_stays_at_the_head() -> None:
    lines = [line for text in package("import math\na = math.pi").values() for line in text.splitlines()]
    assert "import math" in lines
    assert "    import math" not in lines


def test_a_builtin_that_an_import_hides_later_stays_the_builtin() -> None:
    text = "\n".join(
        package("a = round(2.5)", "from numpy import round, mean\nb = round(a), mean([a])").values()
    )
    assert "a = round(2.5)" in text
    assert "round as round_cell2" in text
    assert "b = round_cell2(a), mean([a])" in text


def test_a_builtin_that_is_hidden_before_it_is_used() -> None:
    text = "\n".join(package("from numpy import round\na = round(2.5)", "b = round(a)").values())
    assert "from numpy import round\n" in text
    assert "round_cell" not in text


def test_a_function_that_uses_the_builtin() -> None:
    modules = package("def f(v):\n    return max(v)", "a = f([1])", "from numpy import max", "b = max([a])")
    text = "\n".join(modules.values())
    assert "return max(v)" in text
