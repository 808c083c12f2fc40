"""Random splits and models of scikit-learn get a seed."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, code, rewritten

SEED = "0"  # any number would do; 0 is the one that most examples use
WORDS = (
    "_split Split Fold Classifier Regressor Forest Tree Lasso ElasticNet Ridge Lars Linear Logistic SGD Perceptron "
    "SVC SVR KMeans Clustering clustering Centroids Propagation Mixture GMM Dirichlet PCA SVD ICA NMF MDS TSNE Embedding "
    "Projection Analysis Learning Encoder Discretizer Transformer Nystroem Sampler Sketch Extractor RBM Envelope CovDet "
    "SMOTE ADASYN Nearest Threshold Selection Search Chain Resample"
)
"""Parts of the names of functions and classes in scikit-learn and imbalanced-learn that draw random numbers."""
WHY = "Without a seed, every run gives other results. They change one last time, then stay the same."
SHARED = frozenset({"resample", "shuffle"})
"""Names that other libraries use for other functions."""


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Add `random_state=0` to calls of scikit-learn and imbalanced-learn that split or fit at random.

    Functions and classes have to be called by their own names. Those that draw only with certain arguments get a seed
    only with these.
    """
    return rewritten(module, _Seeds, context)


CODEMOD = Codemod(
    name="random-state",
    why="Without a seed, every run splits and fits differently.",
    words=tuple(WORDS.split()),
    rewrite=rewrite,
    safe=False,
    on_request=True,
    order=130,  # see warnings-filter
)


class _Seeds(Rewriter):
    name = "random-state"

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        name = _drawing().get(called(updated_node).rpartition(".")[2], "")
        if not name or called(updated_node).partition(".")[0] in self.context.rebound:
            return updated_node
        if not _draws(updated_node, name):
            return updated_node
        new = updated_node.with_changes(args=_with_seed(updated_node.args))
        self.note("rewritten", original_node, WHY, new)
        return new


@cache
def _drawing() -> Mapping[str, str]:
    """Return the functions and classes that take a `random_state`, by the last parts of their names."""
    from mlscaffold.analysis import api

    found = {}
    for name in sorted(api.random_functions()):
        row = (
            api.lookup(name)
            if name.startswith(("sklearn.", "imblearn.")) and not name.endswith("*")
            else None
        )
        if row is not None and (row.returns == "class" or name.endswith(".train_test_split")):
            found[name.rpartition(".")[2]] = name
    return {last: name for last, name in found.items() if last not in SHARED}


def _draws(call: cst.Call, name: str) -> bool:
    from mlscaffold.analysis import api, randomness

    row = api.lookup(name)
    node = ast.parse(code(call).strip(), mode="eval").body
    if row is None or not isinstance(node, ast.Call) or any(arg.star for arg in call.args):
        return False
    return randomness.draws(node, name, row)


def _with_seed(args: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Return the arguments with a seed, in the place of `random_state=None` or at the end."""
    remaining = [arg for arg in args if not (arg.keyword and arg.keyword.value == "random_state")]
    if len(remaining) < len(args):
        return [arg.with_changes(value=cst.Integer(SEED)) if arg not in remaining else arg for arg in args]
    no_space = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    seed = cst.Arg(cst.Integer(SEED), keyword=cst.Name("random_state"), equal=no_space)
    if not args:
        return [seed]
    *others, last = args
    between = others[-1].comma if others else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    seed = seed.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
    last = last.with_changes(comma=between, whitespace_after_arg=cst.SimpleWhitespace(""))
    return [*others, last, seed]
