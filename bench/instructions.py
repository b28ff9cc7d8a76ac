"""How many instructions a lesson and an autosave need, on SQLite, without a server: a figure that a busy machine does not change.

`python -m bench.instructions` prints them beside those that are kept; `--keep` keeps them; `--compare` ends with 1 when one has grown.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.crashing.place import address_of
from bench.measuring.place import Place, prepare
from bench.measuring.servers import ROOT, environment_of

KEPT = Path(__file__).with_name("instructions.json")
SUBJECTS = ("bare page", "bare upsert", "lesson", "autosave")
REQUESTS = 10
MOST = 1.05
"""Growth beyond this is told."""
MILLION = 1_000_000


def main() -> int:
    """Count, print, and compare or keep."""
    given = asked()
    if shutil.which("valgrind") is None:
        print("valgrind is not installed here.")
        return 2
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"millions": {}}
    with tempfile.TemporaryDirectory(prefix="waymark-count-") as name, address_of("sqlite", Path(name)) as address:
        seen = counts(prepare(address), Path(name), given.slow)
    grown = [one for one, many in seen.items() if one in kept["millions"] and many > kept["millions"][one] * MOST]
    print(f"{'million instructions a request':<34}{'kept':>8}{'now':>8}{'ratio':>8}")
    for subject, many in seen.items():
        before = kept["millions"].get(subject)
        ratio = f"{many / before:.3f}" if before else "-"
        print(f"{subject:<34}{before or 0:>8.2f}{many:>8.2f}{ratio:>8}{'  GROWN' if subject in grown else ''}")
    if given.keep:
        KEPT.write_text(json.dumps({"python": platform.python_version(), "machine": platform.machine(), "millions": seen}, indent=2) + "\n")
    return 1 if given.compare and grown else 0


def asked() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.instructions", description=__doc__)
    parser.add_argument("--keep", action="store_true", help=f"write them to {KEPT.name}")
    parser.add_argument("--compare", action="store_true", help="end with 1 when one has grown by more than 5 %% since it was kept")
    parser.add_argument("--slow", default="", metavar="ENDPOINT=MS", help="the control: burn so much CPU in each request of an endpoint")
    return parser.parse_args()


def counts(place: Place, folder: Path, slow: str) -> dict[str, float]:
    """Million instructions of one request of each subject."""
    plan = json.dumps({"subjects": SUBJECTS, "who": asdict(place.learners[0]), "requests": REQUESTS, "slow": slow})
    command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder / 'count'}"]
    environment = environment_of(place.settings) | {"PYTHONHASHSEED": "0", "PYTHONPATH": os.fspath(ROOT)}
    done = subprocess.run(
        [*command, sys.executable, "-m", "bench.measuring.instructed", plan],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    totals = [total_of(folder / f"count.{number}") for number in range(1, 2 * len(SUBJECTS) + 1)]
    pairs = zip(totals[::2], totals[1::2], strict=True)
    return {subject: round((twice - once) / REQUESTS / MILLION, 3) for subject, (once, twice) in zip(SUBJECTS, pairs, strict=True)}


def total_of(dump: Path) -> int:
    """All instructions of one dump."""
    found = re.search(r"^totals: (\d+)", dump.read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"{dump.name} tells no total")
    return int(found[1])


if __name__ == "__main__":
    raise SystemExit(main())
