"""The codemods that make notebook code fit for production, in the order in which they are applied."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mlscaffold.codemod import CellSource, Codemod, Context, FileRewrite, Rewrite
from mlscaffold.migrations.table import words

if TYPE_CHECKING:
    import libcst as cst


def _codemod(
    name: str,
    why: str,
    *words: str,
    whole: bool = False,
    projects_only: bool = False,
    on_request: bool = False,
    safe: bool = True,
    whole_file: bool = False,
) -> Codemod:
    """Return the codemod of the module called like it, which is imported only when it rewrites."""

    def rewrite(module: cst.Module, context: Context) -> Rewrite:
        done: Rewrite = import_module(f"{__name__}.{name.replace('-', '_')}").rewrite(module, context)
        return done

    def rewrite_file(cells: tuple[CellSource, ...], context: Context) -> FileRewrite:
        done: FileRewrite = import_module(f"{__name__}.{name.replace('-', '_')}").rewrite_file(cells, context)
        return done

    return Codemod(
        name,
        why,
        words,
        rewrite,
        safe=safe,
        whole=whole,
        projects_only=projects_only,
        on_request=on_request or not safe,
        rewrite_file=rewrite_file if whole_file else None,
    )


CONSTANTS = ("True", "False", "None")
DRAWING = (
    "_split Split Fold Classifier Regressor Forest Tree Lasso ElasticNet Ridge Lars Linear Logistic SGD Perceptron "
    "SVC SVR KMeans Clustering clustering Centroids Propagation Mixture GMM Dirichlet PCA SVD ICA NMF MDS TSNE Embedding "
    "Projection Analysis Learning Encoder Discretizer Transformer Nystroem Sampler Sketch Extractor RBM Envelope CovDet "
    "SMOTE ADASYN Nearest Threshold Selection Search Chain Resample"
).split()
"""Parts of the names of what draws random numbers in scikit-learn and imbalanced-learn."""

CODEMODS = (
    _codemod(
        "api-migrations",
        "A form that newer versions of a library do not take keeps the project on versions that nobody mends.",
        *words(),
    ),
    _codemod(
        "api-migrations-unsafe",
        "What a newer version of a library takes for something else gives other results without a word.",
        *words(),
        safe=False,
    ),
    _codemod(
        "colab-branch",
        "Code for Google Colab, and imports that may fail without a word, hide what the project needs.",
        "colab",
        "COLAB",
        "get_ipython",
        "ImportError",
        "ModuleNotFoundError",
        whole=True,
        projects_only=True,
    ),
    _codemod(
        "notebook-only",
        "What only Jupyter or Colab offers does not exist where the project runs.",
        "IPython",
        "ipython",
        "display",
        "clear_output",
        "set_matplotlib_formats",
        "InteractiveShell",
        "init_notebook_mode",
        "initjs",
        "output_notebook",
        "tqdm",
        "colab",
        "drive.",
        "files.",
        "input(",
        "__future__",
        "HTML(",
        "Image(",
        "Markdown(",
        "Latex(",
        "Math(",
        "SVG(",
        "Audio(",
        "Video(",
        "IFrame(",
        whole=True,
        projects_only=True,
    ),
    _codemod(
        "show-to-save",
        "A window or an inline picture is lost in a run that nobody watches; a file stays.",
        "show(",
        whole=True,
        projects_only=True,
    ),
    _codemod(
        "print-to-logging",
        "Printed lines carry no time, level or origin, and cannot be turned off.",
        "print",
        "display(",
        "stdout",
        whole=True,
        projects_only=True,
    ),
    _codemod(
        "inplace-to-assignment",
        "inplace=True hides which statement changes a value, and on a column it changes nothing.",
        "inplace",
        whole=True,
    ),
    _codemod(
        "lambda-to-def",
        "A lambda bound to a name has no name in a traceback and no room for a docstring.",
        "lambda",
        whole=True,
    ),
    _codemod(
        "elementwise-comparison",
        "A linter takes == True for a comparison of one value, while on an array it compares each element.",
        *(f"{sign}{value}" for sign in ("==", "== ", "!=", "!= ") for value in CONSTANTS),
        *(f"{value}{sign}" for sign in ("==", " ==", "!=", " !=") for value in CONSTANTS),
    ),
    _codemod(
        "useless-expression",
        "An expression whose value nobody takes does nothing outside the last line of a cell.",
        ":\n",
        ": \n",
        ": #",
        ":  #",
        ":#",
        whole=True,
    ),
    _codemod(
        "sys-path",
        "A changed import path or working folder makes what runs depend on where it runs.",
        "sys.path",
        "chdir",
        whole=True,
        projects_only=True,
    ),
    _codemod(
        "warnings-filter",
        "A filter that ignores every warning hides wrong results and coming changes.",
        "filterwarnings",
        "simplefilter",
        whole=True,
        on_request=True,
    ),
    _codemod(
        "random-state",
        "Without a seed each run splits and fits otherwise.",
        *DRAWING,
        safe=False,
    ),
    _codemod(
        "fit-after-split",
        "A step that is fitted on all rows tells the model about those that it is tested on.",
        "fit_transform",
        safe=False,
        whole_file=True,
    ),
    _codemod(
        "nan-comparison",
        "Nothing equals NaN, not even NaN, so the comparison is never true.",
        "nan",
        "NaN",
        safe=False,
    ),
    _codemod(
        "sorted-listing",
        "A folder lists its files in any order.",
        "listdir",
        "glob",
        "iterdir",
        safe=False,
    ),
)
