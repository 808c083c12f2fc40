import re
import sys

import pytest

from mlscaffold.analysis.libraries import Engine, engines, libraries

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$")
MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")


def test_every_row_of_the_distributions_is_well_formed() -> None:
    for library in libraries().values():
        assert MODULE.match(library.module), library
        assert NAME.match(library.distribution) or (library.distribution == "-" and library.reason), library
        assert not (library.distribution != "-" and library.reason), library


def test_every_row_of_the_engines_is_well_formed() -> None:
    assert len(set(engines())) == len(engines())
    for engine in engines():
        re.compile(engine.when)
        assert NAME.match(engine.distribution), engine
        assert MODULE.match(engine.module), engine
        assert engine.call.count("*") <= 1, engine
        assert "*" not in engine.call[1:-1], engine
        assert (
            engine.reason.endswith(("it", "it only", "a notebook with it")) or " with it" in engine.reason
        ), engine


def test_of_the_rows_for_one_purpose_the_default_stands_last() -> None:
    for default in (engine for engine in engines() if not engine.when):
        alike = [one for one in engines() if (one.call, one.purpose) == (default.call, default.purpose)]
        assert alike.index(default) == len(alike) - 1, default


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the standard library of older versions")
def test_no_library_of_another_name_hides_the_standard_library() -> None:
    given = {library.module for library in libraries().values() if not library.reason}
    assert given & sys.stdlib_module_names <= {"distutils"}


@pytest.mark.parametrize(
    ("call", "name", "fits"),
    [
        pytest.param("pandas.read_html", "pandas.read_html", True, id="the same"),
        pytest.param("pandas.read_html", "pandas.read_html_x", False, id="longer"),
        pytest.param("pandas.read_sql*", "pandas.read_sql_query", True, id="anything after"),
        pytest.param("*.to_excel", "pandas.DataFrame.to_excel", True, id="any object"),
        pytest.param("*.to_excel", ".to_excel", True, id="an object of unknown type"),
        pytest.param("*.to_excel", "to_excel", False, id="a function of that name"),
    ],
)
def test_a_pattern(call: str, name: str, fits: bool) -> None:
    assert Engine(call, "x", "", "x", "x", "").names(name) is fits


def test_a_row_may_ask_for_a_text() -> None:
    engine = Engine("f", "density", "kde", "scipy", "scipy", "")
    assert engine.fits("f(kind='kde')")
    assert not engine.fits("f(kind='bar')")
