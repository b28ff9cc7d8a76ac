"""How the command line shows faults: one line each, and what a save has changed in them."""

import argparse
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from lms.cli.words import spoken, tell
from lms.core import clock
from lms.core.content.faults import Fault
from lms.core.text import msg, nmsg
from lms.core.translation import say
from lms.publishing.check import Checked
from lms.publishing.watching import Changed, Watched, saves


def line(fault: Fault, language: str) -> str:
    """`courses/x/course.md:2:1: KEY_MISSING The key “title” is missing; Add a line “title: ...”.`"""
    sentence = say(fault.message, language).rstrip(".")
    return f"{fault.path}:{fault.at.line}:{fault.at.column}: {fault.code} {sentence}; {say(fault.repair, language)}"


def print_faults(arguments: argparse.Namespace, checked: Checked) -> None:
    """All faults of a tree, errors first, and how many there are."""
    language = spoken(arguments)
    warnings = [fault for fault in checked.faults if fault.warning]
    for fault in checked.faults:
        if not fault.warning:
            print(line(fault, language))
    if warnings:
        tell(arguments, msg("Warnings, which do not hinder publishing:"))
        for fault in warnings:
            print(line(fault, language))
    _print_counts(arguments, checked)


def watch(arguments: argparse.Namespace, folder: Path, language: str) -> int:
    """Check a folder, and again after each save until Ctrl-C, telling only what has changed."""
    watched = Watched(folder, language)
    print_faults(arguments, watched.checked)
    tell(arguments, msg("Watching %(folder)s. Save a file, and it is checked again; Ctrl+C ends it.", folder=str(folder)))
    sys.stdout.flush()
    try:
        for _ in saves(folder, threading.Event()):
            if changed := watched.look():
                _print_changed(arguments, watched.checked, changed)
    except KeyboardInterrupt:
        print()
    return 0


def _print_changed(arguments: argparse.Namespace, checked: Checked, changed: Changed) -> None:
    print(f"\n{clock.now().astimezone():%H:%M:%S}")
    _print_marked("+", changed.new, spoken(arguments))
    _print_marked("-", changed.gone, spoken(arguments))
    if changed.still:
        tell(arguments, nmsg("%(n)s fault is still there.", "%(n)s faults are still there.", len(changed.still)))
    _print_counts(arguments, checked)
    sys.stdout.flush()


def _print_marked(mark: str, faults: Iterable[Fault], language: str) -> None:
    for fault in faults:
        print(mark, line(fault, language))


def _print_counts(arguments: argparse.Namespace, checked: Checked) -> None:
    warnings = len(checked.faults) - checked.errors
    tell(arguments, nmsg("%(n)s error.", "%(n)s errors.", checked.errors), nmsg("%(n)s warning.", "%(n)s warnings.", warnings))
