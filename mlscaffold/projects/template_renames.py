"""Names that our templates once had, in files of a hardened project that an update does not render again."""

import re
from dataclasses import replace
from fnmatch import fnmatch

from mlscaffold.plan import PlannedFile

RENAMES = (
    (
        "src/*/pipeline.py",
        {
            r"\bgives=": "outputs=",
            r"\bneeds=": "inputs=",
            r"\bafter=": "depends_on=",
            r"\balways=": "always_run=",
        },
    ),
    (
        "tests/recording/raw_rows.py",
        {r'\("predict", "row_features"\)': '("_runtime.predict", "row_features")'},
    ),
)
"""Files by pattern; in each, what the names of version 0.1.0 are called now.

The files that define these names come from templates, so an update replaces them; these files come from the notebook,
and only use the names. The update gives the merge a version of them with the new names.
"""


def with_current_names(file: PlannedFile) -> PlannedFile:
    """Return a file of a hardened project with the names that the templates have now.

    Args:
        file: the file, as it was rendered.
    """
    tables = [table for pattern, table in RENAMES if fnmatch(file.path, pattern)]
    if not tables:
        return file
    text = file.content.decode()
    for old, new in (pair for table in tables for pair in table.items()):
        text = re.sub(old, new, text)
    return replace(file, content=text.encode())
