"""Which imports move to the head of a module, and which stay where the notebook has them because their time matters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis import api
from mlscaffold.analysis.dataflow import Flow
from mlscaffold.analysis.local_modules import NO_MODULES, LocalModules
from mlscaffold.analysis.patches import ANY, ENVIRONMENT, FILES, SEARCH_PATH, Patch, patches_of
from mlscaffold.stages.import_versions import ImportBinding, bindings_of, deferred_names, versions_of

READERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("KERAS_BACKEND", frozenset("keras keras_cv keras_nlp keras_hub keras_tuner autokeras".split())),
    ("TF_", frozenset("tensorflow keras tensorflow_hub tensorflow_datasets tensorflow_probability".split())),
    ("SM_FRAMEWORK", frozenset({"segmentation_models"})),
    ("JAX_", frozenset("jax flax optax haiku numpyro".split())),
    ("MPL", frozenset("matplotlib pylab seaborn".split())),
    (
        "HF_",
        frozenset("transformers datasets huggingface_hub sentence_transformers diffusers evaluate".split()),
    ),
    ("TRANSFORMERS_", frozenset({"transformers"})),
    ("NUMBA_", frozenset({"numba"})),
    ("THEANO_", frozenset({"theano"})),
    ("PYTORCH_", frozenset("torch torchvision torchaudio lightning pytorch_lightning".split())),
    ("SPARK_", frozenset({"pyspark"})),
)
"""Libraries that read environment variables while they are imported, by the beginning of the variable's name."""
QUIET_VARIABLES = frozenset({"TF_CPP_MIN_LOG_LEVEL", "TF_CPP_MIN_VLOG_LEVEL"})
"""Variables that only decide how much a library logs."""


@dataclass(frozen=True, slots=True)
class ImportPlaces:
    """The imports of a notebook and their places.

    Args:
        bound: the names that import statements bind, in order.
        kept: numbers of the statements that stay in their stage.
        pinned: first and last statement of ranges that must stay in one stage, since the import cannot be repeated.
        versions: pairs of a definition's number and a name, with the number of the import that it means.
    """

    bound: tuple[ImportBinding, ...] = ()
    kept: frozenset[int] = frozenset()
    pinned: tuple[tuple[int, int], ...] = ()
    versions: dict[tuple[int, str], int] = field(default_factory=dict)

    @property
    def kept_names(self) -> frozenset[str]:
        """The names that are bound inside of stages."""
        return frozenset(one.name for one in self.bound if one.index in self.kept)

    def in_force(self, name: str, index: int) -> int | None:
        """Return the number of the import that a name comes from at a statement, None if there is none before it."""
        return max((one.index for one in self.bound if one.name == name and one.index < index), default=None)


def import_places(
    flow: Flow, opted_out: frozenset[int] = frozenset(), local: LocalModules = NO_MODULES
) -> ImportPlaces:
    """Decide on the place of each import statement of a notebook.

    Args:
        flow: all statements.
        opted_out: cells whose imports stay.
        local: the modules in the notebook's folder.
    """
    bound = tuple(bindings_of(flow.statements))
    if not bound:
        return ImportPlaces()
    patches = patches_of([traced.statement.node for traced in flow.statements])
    staying = {
        one.index
        for one in bound
        if _cell(flow, one.index) in opted_out
        or _value_changes(one, patches, local)
        or _depends_on_place(one, patches, local)
    }
    versions, mixed = versions_of(flow, bound)
    once = {one.index for one in bound if one.index in staying and _changes_later(one, patches, local)}
    once |= {one.index for one in bound if one.name in mixed}
    kept = frozenset(_with_other_imports(bound, once | staying))
    pinned = tuple(sorted({_range(flow, bound, one) for one in bound if one.index in once}))
    return ImportPlaces(bound, kept, tuple(r for r in pinned if r[0] < r[1]), versions)


def _cell(flow: Flow, index: int) -> int:
    return flow.statements[index].statement.location.cell


def _value_changes(one: ImportBinding, patches: Sequence[Patch], local: LocalModules) -> bool:
    """Return whether an import gives something else than it would at the beginning, for what it reads was changed."""
    if not one.attribute:
        return False
    changed = any(_changes(patch, one) for patch in patches if patch.index < one.index)
    return changed or (one.module.split(".")[0], one.attribute) in local.rebound


def _changes_later(one: ImportBinding, patches: Sequence[Patch], local: LocalModules) -> bool:
    """Return whether repeating an import later could give something else."""
    return bool(one.attribute) and (
        any(_changes(patch, one) for patch in patches if patch.index > one.index)
        or (one.module.split(".")[0], one.attribute) in local.rebound
    )


def _changes(patch: Patch, one: ImportBinding) -> bool:
    base = patch.base in {one.module, ANY}
    above = patch.attribute == ANY and one.module.startswith(f"{patch.base}.")
    return (base and patch.attribute in {one.attribute, ANY}) or above


def _depends_on_place(one: ImportBinding, patches: Sequence[Patch], local: LocalModules) -> bool:
    """Return whether a module has to be imported after what the notebook does before."""
    root = one.module.lstrip(".").split(".")[0]
    before = [patch for patch in patches if patch.index < one.index]
    names = {root, *one.module.split("."), one.attribute}
    return (
        root in local.active
        or any(patch.base in {root, one.module} and patch.attribute == ANY for patch in before)
        or any(patch.base == FILES and patch.attribute in names for patch in before)
        or any(patch.base == ENVIRONMENT and _reads(root, patch.attribute) for patch in before)
        or (not _is_installed(root, local) and any(patch.base == SEARCH_PATH for patch in before))
    )


def _is_installed(root: str, local: LocalModules) -> bool:
    """Return whether a module is found without the import path that the notebook sets."""
    return root in sys.stdlib_module_names or root in api.modules() | api.libraries().keys() | local.names


def _reads(root: str, variable: str) -> bool:
    if variable in QUIET_VARIABLES:
        return False
    prefix = variable.partition("_")[0].lower()
    return prefix == root.lower() or any(
        variable.startswith(start) and root in roots for start, roots in READERS
    )


def _with_other_imports(bound: Sequence[ImportBinding], statements: set[int]) -> set[int]:
    """Add the other imports of each name, for a name that is local to a function is local in all of it."""
    kept = set(statements)
    while True:
        names = {one.name for one in bound if one.index in kept}
        more = {one.index for one in bound if one.name in names} - kept
        if not more:
            return kept
        kept |= more


def _range(flow: Flow, bound: Sequence[ImportBinding], one: ImportBinding) -> tuple[int, int]:
    """Return the first and the last statement of those that must see one import."""
    last = max((i for i, t in enumerate(flow.statements) if one.name in t.effects.uses), default=one.index)
    holders = {
        name
        for traced in flow.statements
        if one.name in traced.effects.uses and deferred_names(traced.statement.node) & {one.name}
        for name in traced.effects.binds | traced.effects.maybe | traced.effects.mutates
    }
    held = [i for i, t in enumerate(flow.statements) if holders & t.effects.uses]
    first = min(other.index for other in bound if other.name == one.name)
    return first, max([one.index, last, *held])
