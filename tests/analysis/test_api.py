"""The tables of libraries: correct facts and well-formed rows."""

from __future__ import annotations

import re
import sys
from importlib.resources import files

import pytest

from mlscaffold.analysis import api
from mlscaffold.analysis.api import (
    Api,
    Engine,
    PathArgument,
    bases,
    canonical,
    engines,
    libraries,
    lookup,
    method,
    path_arguments,
)

LINES = files("mlscaffold.analysis").joinpath("api.tsv").read_text(encoding="utf-8").splitlines()
ROWS = tuple(tuple(line.split("\t")) for line in LINES if "\t" in line and "\t= " not in line)
SPELLINGS = tuple(tuple(line.split("\t= ")) for line in LINES if "\t= " in line)
NAMES = frozenset(row[0] for row in ROWS)

EFFECTS = frozenset(
    (
        "reads-file",
        "writes-file",
        "network",
        "random",
        "random?",
        "seeds",
        "plot",
        "show",
        "display",
        "print",
        "clock",
        "shell",
        "state",
        "settings",
        "pure",
        "check",
        "converts",
    )
)
ROLES = frozenset(
    ("load", "clean", "features", "split", "train", "evaluate", "plot", "export", "look", "settings", "-")
)
MUTATES = re.compile(r"(self|\d|[a-z_]+)(\?!?\w+(@\d)?)?")
PATH = re.compile(r"-|(r|w|rw):(self|(\d|-)\|\w+)")
RETURNS = re.compile(r"-|[\w.]+|class\([\w.]+\)|like-args|\([\w.-]+(,[\w.-]+)*\)")
NAME = re.compile(r"\.?\w+(\.\w+)*(\.\*|\w\*)?")

FUNCTIONS = [
    # name, returns, effects, mutates, role
    ("builtins.print", "", "print", "", ""),
    ("len", "int", "pure", "", ""),
    ("sorted", "list", "pure", "", ""),
    ("next", "", "", "0", ""),
    ("setattr", "", "", "0", ""),
    ("open", "file", "reads-file writes-file", "", ""),
    ("input", "str", "shell print", "", ""),
    ("pandas.read_csv", "pandas.DataFrame", "reads-file", "", "load"),
    ("pandas.DataFrame", "class", "pure", "", ""),
    ("pandas.concat", "", "pure", "", "features"),
    ("pandas.get_dummies", "pandas.DataFrame", "pure", "", "features"),
    ("pandas.to_datetime", "", "pure", "", "clean"),
    ("pandas.set_option", "", "settings", "", "settings"),
    ("pandas.Timestamp.now", "pandas.Timestamp", "clock", "", ""),
    ("pandas.plotting.scatter_matrix", "numpy.ndarray", "plot", "ax", "plot"),
    ("numpy.zeros", "numpy.ndarray", "pure", "", ""),
    ("numpy.sqrt", "", "", "out 1", ""),
    ("numpy.put", "", "", "0", ""),
    ("numpy.load", "", "reads-file", "", "load"),
    ("numpy.set_printoptions", "", "settings", "", "settings"),
    ("numpy.random.seed", "", "seeds", "", "settings"),
    ("numpy.random.rand", "", "random", "", ""),
    ("numpy.random.shuffle", "", "random", "0", ""),
    ("numpy.random.default_rng", "numpy.random.Generator", "random?", "", ""),
    ("numpy.random.RandomState", "class", "random?", "", ""),
    ("numpy.linalg.inv", "numpy.ndarray", "pure", "", ""),
    ("random.shuffle", "", "random", "0", ""),
    ("random.random", "float", "random", "", ""),
    ("random.seed", "", "seeds", "", "settings"),
    ("heapq.heappush", "", "", "0", ""),
    ("math.sqrt", "float", "pure", "", ""),
    ("time.time", "float", "clock", "", ""),
    ("datetime.datetime.now", "datetime.datetime", "clock", "", ""),
    ("os.path.join", "str", "pure", "", ""),
    ("os.system", "", "shell", "", ""),
    ("os.listdir", "list", "reads-file", "", "load"),
    ("glob.glob", "list", "reads-file", "", "load"),
    ("requests.get", "requests.Response", "network", "", "load"),
    ("json.load", "", "reads-file", "0", "load"),
    ("pickle.dump", "", "writes-file", "1", "export"),
    ("joblib.dump", "list", "writes-file", "", "export"),
    ("warnings.filterwarnings", "", "settings", "", "settings"),
    ("IPython.display.display", "", "display", "", "look"),
    ("sklearn.model_selection.train_test_split", "like-args", "random?", "", "split"),
    ("sklearn.model_selection.KFold", "class", "random?", "", "split"),
    ("sklearn.model_selection.GridSearchCV", "class", "pure", "", "train"),
    ("sklearn.model_selection.cross_val_score", "numpy.ndarray", "random?", "", "evaluate"),
    ("sklearn.linear_model.LinearRegression", "class", "pure", "", "train"),
    ("sklearn.ensemble.RandomForestClassifier", "class", "random?", "", "train"),
    ("sklearn.preprocessing.StandardScaler", "class", "pure", "", "features"),
    ("sklearn.impute.SimpleImputer", "class", "pure", "", "clean"),
    ("sklearn.metrics.accuracy_score", "float", "pure", "", "evaluate"),
    ("sklearn.metrics.confusion_matrix", "numpy.ndarray", "pure", "", "evaluate"),
    ("sklearn.metrics.silhouette_score", "float", "random?", "", "evaluate"),
    ("sklearn.metrics.RocCurveDisplay.from_estimator", "", "plot", "ax", "plot"),
    ("sklearn.datasets.load_iris", "", "pure", "", "load"),
    ("sklearn.datasets.fetch_openml", "", "network reads-file writes-file", "", "load"),
    ("sklearn.datasets.make_blobs", "", "random?", "", "load"),
    ("sklearn.tree.plot_tree", "list", "plot", "ax", "plot"),
    ("scipy.stats.norm.rvs", "numpy.ndarray", "random?", "", ""),
    ("scipy.stats.norm.pdf", "", "pure", "", ""),
    ("scipy.linalg.solve", "", "", "0?overwrite_a@3 1?overwrite_b@4", ""),
    ("matplotlib.pyplot.plot", "", "plot", "", "plot"),
    ("matplotlib.pyplot.subplots", "(matplotlib.figure.Figure,-)", "plot", "", "plot"),
    ("matplotlib.pyplot.show", "", "show", "", "plot"),
    ("matplotlib.pyplot.savefig", "", "plot writes-file", "", "export"),
    ("matplotlib.pyplot.style.use", "", "settings", "", "settings"),
    ("matplotlib.use", "", "settings", "", "settings"),
    ("seaborn.set_theme", "", "settings", "", "settings"),
    ("seaborn.heatmap", "matplotlib.axes.Axes", "plot", "ax", "plot"),
    ("seaborn.stripplot", "matplotlib.axes.Axes", "plot random", "ax", "plot"),
    ("seaborn.load_dataset", "pandas.DataFrame", "network reads-file writes-file", "", "load"),
    ("statsmodels.formula.api.ols", "statsmodels.model", "pure", "", "train"),
    ("statsmodels.api.OLS", "class", "pure", "", "train"),
    ("xgboost.XGBClassifier", "class", "pure", "", "train"),
    ("imblearn.over_sampling.SMOTE", "class", "random?", "", "features"),
    ("torch.manual_seed", "", "seeds", "", "settings"),
    ("torch.rand", "torch.Tensor", "random", "", ""),
    ("torch.nn.Linear", "class", "random", "", "train"),
    ("keras.layers.Dense", "", "random", "", "train"),
    ("nltk.download", "bool", "network writes-file print", "", "load"),
    ("cv2.imread", "numpy.ndarray", "reads-file", "", "load"),
    ("networkx.spring_layout", "dict", "random?", "", "plot"),
]

METHODS = [
    # receiver, method, returns, effects, mutates, role
    ("", "append", "", "", "self", ""),
    ("", "update", "", "", "self", ""),
    ("", "fit", "", "random?", "self", "train"),
    ("", "fit_transform", "", "random?", "self", "features"),
    ("", "head", "", "pure", "", "look"),
    ("", "copy", "same", "pure", "", ""),
    ("", "drop", "", "", "self?inplace", "clean"),
    ("", "sample", "", "random?", "", ""),
    ("", "read", "", "reads-file", "self", "load"),
    ("", "step", "", "", "self", "train"),
    ("", "set_something", "", "", "self", ""),
    ("", "str.upper", "pandas.Series", "pure", "", "clean"),
    ("list", "append", "", "", "self", ""),
    ("dict", "items", "", "pure", "", ""),
    ("str", "split", "list", "pure", "", ""),
    ("collections.Counter", "update", "", "", "self", ""),
    ("pandas.DataFrame", "append", "pandas.DataFrame", "pure", "", ""),
    ("pandas.DataFrame", "dropna", "same", "", "self?inplace", "clean"),
    ("pandas.DataFrame", "pop", "pandas.Series", "", "self", ""),
    ("pandas.DataFrame", "info", "", "print", "", "look"),
    ("pandas.DataFrame", "groupby", "pandas.api.typing.DataFrameGroupBy", "pure", "", "features"),
    ("pandas.DataFrame", "plot.bar", "matplotlib.axes.Axes", "plot", "ax", "plot"),
    ("pandas.Series", "to_frame", "pandas.DataFrame", "pure", "", ""),
    ("pandas.Series.str", "upper", "pandas.Series", "pure", "", "clean"),
    ("pandas.DatetimeIndex", "tolist", "list", "pure", "", ""),
    ("numpy.ndarray", "sort", "", "", "self", ""),
    ("numpy.ndarray", "reshape", "numpy.ndarray", "pure", "", ""),
    ("numpy.random.Generator", "normal", "", "", "self out", ""),
    ("numpy.random.RandomState", "shuffle", "", "", "self 0", ""),
    ("sklearn.svm.SVC", "fit", "receiver", "random?", "self", "train"),
    ("sklearn.linear_model.LinearRegression", "fit", "receiver", "", "self", "train"),
    ("sklearn.linear_model.LinearRegression", "score", "float", "pure", "", "evaluate"),
    ("sklearn.preprocessing.StandardScaler", "fit", "receiver", "", "self", "features"),
    ("statsmodels.model", "fit", "statsmodels.results", "print", "self", "train"),
    ("matplotlib.axes.Axes", "set_title", "", "plot", "self", "plot"),
    ("matplotlib.figure.Figure", "savefig", "", "plot writes-file", "", "export"),
    ("torch.optim.Adam", "step", "", "", "self", "train"),
    ("keras.models.Sequential", "summary", "", "print", "", "look"),
    ("pathlib.Path", "read_text", "str", "reads-file", "", "load"),
]


def described(api: Api | None) -> tuple[str, frozenset[str], tuple[str, ...], str]:
    assert api is not None
    return api.returns, api.side_effects, api.mutates, api.role


@pytest.mark.parametrize(
    ("name", "returns", "side_effects", "mutates", "role"), FUNCTIONS, ids=[f[0] for f in FUNCTIONS]
)
def test_row_of_a_function(name: str, returns: str, side_effects: str, mutates: str, role: str) -> None:
    assert described(lookup(name)) == (returns, frozenset(side_effects.split()), tuple(mutates.split()), role)


@pytest.mark.parametrize(
    ("receiver", "name", "returns", "side_effects", "mutates", "role"),
    METHODS,
    ids=[f"{m[0]}.{m[1]}" for m in METHODS],
)
def test_row_of_a_method(
    receiver: str, name: str, returns: str, side_effects: str, mutates: str, role: str
) -> None:
    assert described(method(receiver, name)) == (
        returns,
        frozenset(side_effects.split()),
        tuple(mutates.split()),
        role,
    )


@pytest.mark.parametrize(
    ("spelling", "usual"),
    [
        ("pandas.read_csv", "pandas.read_csv"),
        ("builtins.len", "len"),
        ("builtins", "builtins"),
        ("matplotlib.pylab.plot", "matplotlib.pyplot.plot"),
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("numpy.random.mtrand.rand", "numpy.random.rand"),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("sklearn.ensemble._forest.RandomForestClassifier", "sklearn.ensemble.RandomForestClassifier"),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("tqdm.notebook.tqdm", "tqdm.tqdm"),
        (".helpers.clean", ".helpers.clean"),
        ("mymodule._private", "mymodule._private"),
    ],
)
def test_spellings_become_canonical(spelling: str, usual: str) -> None:
    assert canonical(spelling) == usual
    assert canonical(usual) == usual


@pytest.mark.parametrize("name", ["nobody.knows", "numpy.unknown.deeper", "eval", "exec", "", "*"])
def test_unknown_names_have_no_row(name: str) -> None:
    assert lookup(name) is None


def test_a_column_is_no_method_of_another_type() -> None:
    assert method("", "set_point") is not None
    assert method("pandas.DataFrame", "set_point") is None


def test_a_type_without_rows_falls_back_to_any_receiver() -> None:
    assert method("nobody.Thing", "append") == method("", "append")


def test_an_exact_row_beats_a_wildcard_and_a_longer_wildcard_a_shorter() -> None:
    rows = [lookup(name) for name in ("numpy.random.shuffle", "numpy.random.rand", "numpy.hypothetical")]
    assert [row.name for row in rows if row] == ["numpy.random.shuffle", "numpy.random.*", "numpy.*"]


def test_bases_are_named_nearest_first() -> None:
    assert bases("sklearn.svm.SVC") == ("sklearn.svm.SVC", "estimator")
    assert bases("sklearn.preprocessing.MinMaxScaler")[1:] == (
        "deterministic_transformer",
        "transformer",
        "estimator",
    )
    assert bases("nobody.Thing") == ("nobody.Thing",)


def test_views_and_positional_seeds_are_no_effects() -> None:
    flat, generator = method("numpy.ndarray", "ravel"), lookup("numpy.random.default_rng")
    copied, drawn = method("pandas.DataFrame", "copy"), lookup("sklearn.utils.shuffle")
    assert [row and row.view for row in (flat, copied)] == [True, False]
    assert [row and row.seed for row in (generator, drawn)] == [0, None]


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("pandas.read_csv", PathArgument("r", 0, "filepath_or_buffer")),
        ("pandas.DataFrame.to_csv", PathArgument("w", 0, "path_or_buf")),
        ("joblib.dump", PathArgument("w", 1, "filename")),
        ("open", PathArgument("rw", 0, "file")),
        ("pathlib.Path.read_text", PathArgument("r", None, "self")),
        ("IPython.display.Image", PathArgument("r", None, "filename")),
        ("pickle.dump", None),
    ],
)
def test_the_path_argument_is_named(name: str, argument: PathArgument | None) -> None:
    api = lookup(name)
    assert api is not None
    assert path_arguments(api) == argument


def test_every_row_is_well_formed() -> None:
    wrong = [row for row in ROWS if len(row) != 6 or not well_formed(*row)]
    assert wrong == []


def well_formed(name: str, returns: str, side_effects: str, mutates: str, role: str, path: str) -> bool:
    words = set(side_effects.replace("random?0", "random?").split(",")) - {"-", "view", "converts"}
    is_silent = not words and mutates == "-"
    is_torn = "pure" in words and (len(words) > 1 or mutates != "-")
    return (
        all((NAME.fullmatch(name), RETURNS.fullmatch(returns), PATH.fullmatch(path), role in ROLES))
        and words <= EFFECTS
        and all(MUTATES.fullmatch(spec) for spec in mutates.split(",") if spec != "-")
        and not is_silent
        and not is_torn
    )


def test_names_are_unique() -> None:
    assert len(NAMES) == len(ROWS)
    assert len({old for old, _ in SPELLINGS}) == len(SPELLINGS)


def test_every_base_is_a_row() -> None:
    named = {row[1][len("class(") : -1] for row in ROWS if row[1].startswith("class(")}
    assert named <= NAMES


def test_paths_are_read_or_written() -> None:
    kinds = {"r": {"reads-file"}, "w": {"writes-file"}, "rw": {"reads-file", "writes-file"}}
    odd = [
        row[0] for row in ROWS if row[5] != "-" and not kinds[row[5].split(":")[0]] <= set(row[2].split(","))
    ]
    assert odd == []


def test_aliases_are_no_rows_and_point_to_rows() -> None:
    heads = {row[0].rsplit(".", depth)[0] for row in ROWS for depth in range(3)} | {"builtins", "urllib"}
    assert [new for _, new in SPELLINGS if new not in heads] == []
    assert [old for old, _ in SPELLINGS if old in NAMES] == []


def test_names_of_functions_with_paths() -> None:
    assert {"read_csv", "to_csv", "open", "exists"} <= api.functions_with_paths()
    assert {"fillna", "mean"}.isdisjoint(api.functions_with_paths())


def test_names_of_random_functions() -> None:
    assert {"sklearn.cluster.KMeans", "sklearn.model_selection.train_test_split"} <= api.random_functions()
    assert "sklearn.svm.OneClassSVM" not in api.random_functions()


def test_modules_in_the_table() -> None:
    assert {"pandas", "sklearn", "numpy"} <= api.modules()
    assert "" not in api.modules()


DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$")
MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")


def test_every_row_of_the_distributions_is_well_formed() -> None:
    for library in libraries().values():
        assert MODULE.match(library.module), library
        assert DISTRIBUTION.match(library.distribution) or (library.distribution == "-" and library.reason), (
            library
        )
        assert not (library.distribution != "-" and library.reason), library


def test_every_row_of_the_engines_is_well_formed() -> None:
    assert len(set(engines())) == len(engines())
    for engine in engines():
        re.compile(engine.when)
        assert DISTRIBUTION.match(engine.distribution), engine
        assert MODULE.match(engine.module), engine
        assert engine.call.count("*") <= 1, engine
        assert "*" not in engine.call[1:-1], engine
        assert (
            engine.reason.endswith(("it", "it only", "a notebook with it")) or " with it" in engine.reason
        ), engine


def test_the_default_engine_for_a_purpose_is_last() -> None:
    for default in (engine for engine in engines() if not engine.when):
        alike = [one for one in engines() if (one.call, one.purpose) == (default.call, default.purpose)]
        assert alike.index(default) == len(alike) - 1, default


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the standard library of older versions")
def test_no_library_of_another_name_hides_the_standard_library() -> None:
    mapped = {library.module for library in libraries().values() if not library.reason}
    assert mapped & sys.stdlib_module_names <= {"distutils"}


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


def test_a_row_may_require_a_text() -> None:
    engine = Engine("f", "density", "kde", "scipy", "scipy", "")
    assert engine.fits("f(kind='kde')")
    assert not engine.fits("f(kind='bar')")
