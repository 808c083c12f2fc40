"""What runs inside the notebook's interpreter: standard library only, Python 3.9 or later, nothing else of mlscaffold.

It is imported there under a name of its own, so that it cannot clash with a module of the notebook; hence its modules use
relative imports only.
"""

from pathlib import Path

NAME = "mlscaffold_probe"
FOLDER = Path(__file__).resolve().parent
BOOT = f"""
import importlib, importlib.util, json, sys
folder, mode, file = sys.argv[1:4]
spec = importlib.util.spec_from_file_location("{NAME}", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["{NAME}"] = package = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
del sys.argv[1:]
with open(file, encoding="utf-8") as read:
    arguments = json.load(read)
importlib.import_module("{NAME}." + mode).main(arguments)
"""
"""A program that imports this package from its folder, and calls `main` of a module with the content of a JSON file."""
SERVER = f"{BOOT}exec(arguments['program'])\n"
"""The same for `fork_server`, whose forks go on with the program that they were started for."""
