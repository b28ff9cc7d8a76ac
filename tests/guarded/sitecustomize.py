"""Python reads this file at its start in every program that a test starts: the guard of the suite holds there too."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location("waymark_loopback", Path(__file__).resolve().parent.parent / "loopback.py")
if _spec is not None and _spec.loader is not None:
    _loopback = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_loopback)
    _loopback.install()
