"""What runs inside the notebook's interpreter: standard library only, Python 3.9 or later, nothing else of mlscaffold.

It is loaded there under a name of its own (see `mlscaffold.verification.probes`), so its modules import one another by
relative imports only, and none of them is in the way of a notebook that has a module of the same name.
"""
