"""Runs under valgrind: answers so many requests without a server and has the instructions of exactly these counted.

Valgrind is fast until it is told to count; it is told so from here, once the application is warm.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable

from bench.measuring.inside import play
from bench.measuring.scripts import begin
from bench.measuring.served import measured_app
from lms.core.settings import Settings

WARM = 6


def main() -> int:
    """Count N and 2N requests of each subject; the difference is N requests, without what counting itself costs."""
    given = json.loads(sys.argv[1])
    app = measured_app(Settings.from_environment(os.environ), given["slow"])
    control("--instr=on")
    for subject in given["subjects"]:
        start = begin(subject, given["who"], None)
        for _ in range(WARM):
            play(app, start())
        for many in (given["requests"], 2 * given["requests"]):
            control("--zero")
            for _ in range(many):
                play(app, start())
            control(f"--dump={subject}")
    return 0


def control(command: str) -> None:
    """Tell valgrind something about this process. It listens only while we are busy, so we do not wait asleep."""
    told = subprocess.Popen(["callgrind_control", command, str(os.getpid())], stdout=subprocess.DEVNULL)
    polled: Callable[[], int | None] = told.poll
    while polled() is None:
        pass
    if told.returncode != 0:
        raise RuntimeError(f"callgrind_control {command} failed")


if __name__ == "__main__":
    raise SystemExit(main())
