"""Adds to a project what `verify` needs: fingerprints of its proven run, digests of its data, and the notebook."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from mlscaffold.hardening.data_files import FOLDER
from mlscaffold.hardening.kept_notebook import kept_notebook
from mlscaffold.hardening.source import Source
from mlscaffold.notebook.sensitive.secrets import secret_finder
from mlscaffold.plan import PlannedFile
from mlscaffold.results.hardening import GeneratedProject, Hardening
from mlscaffold.results.proof import Proof, ValueProof
from mlscaffold.verification.expectations import DataFile, Expected, NotProven, packed, without_secrets
from mlscaffold.verification.observed_run import sha256_of


def with_expectations(
    source: Source, generated: GeneratedProject, expected: Expected, proof: Proof
) -> GeneratedProject:
    """Return a project with its expectations, without any if its run did not finish.

    Args:
        source: the notebook.
        generated: the project.
        expected: what was observed of it.
        proof: the result of the proof.
    """
    if expected.observed.failure:
        return generated
    data = dict(_data(source, generated))
    expected = replace(expected, data=data, not_proven=tuple(_not_proven(proof, source)))
    clean = without_secrets(expected, secret_finder(source.clean.secrets))
    return replace(generated, plan=generated.plan.with_files([packed(clean, kept_notebook(source))]))


def _not_proven(proof: Proof, source: Source) -> Iterator[NotProven]:
    for channel in proof.channels:
        for item in channel.with_verdict("differs"):
            stage = item.stage if isinstance(item, ValueProof) else channel.name
            [why] = source.clean.clean([PlannedFile("why", item.why.encode("utf-8", "replace"))])
            yield NotProven(stage, item.name, why.content.decode())


def _data(source: Source, generated: GeneratedProject) -> Iterator[tuple[str, DataFile]]:
    """Yield place and digest of each file that the project reads."""
    hardening, beside = generated.hardening, source.file.resolve().parent
    contents = {file.path: file.content for file in generated.plan.files}
    for file in hardening.files.copied:
        if PurePosixPath(file.path).name != ".gitkeep":
            content = contents.get(file.path, file.content)
            path = _beside_notebook(hardening, file.path)
            yield file.path, DataFile(path, hashlib.sha256(content).hexdigest())
    for missing in (one for one in hardening.files.missing if not one.private):
        place = beside / missing.path
        yield missing.place, DataFile(missing.path, sha256_of(place) if place.is_file() else "")


def _beside_notebook(hardening: Hardening, place: str) -> str:
    """Return the path that the notebook has for a file of the project."""
    folder = hardening.files.folder
    if folder and place.startswith(f"{FOLDER}/"):
        return posixpath.relpath(place, folder)
    for field in hardening.files.fields:
        home = "/".join(re.findall(r'"([^"]*)"', str(field.default)))
        if field.path and (place == home or place.startswith(f"{home}/")):
            return field.path + place.removeprefix(home)
    return PurePosixPath(place).name
