"""The subcommand `repair`: makes a bad question good for everybody who met it, or says what that would change."""

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lms.cli.words import tell
from lms.core import clock
from lms.core.ids import Slug
from lms.core.settings import Settings
from lms.core.text import Message, msg, nmsg
from lms.core.translation import say

if TYPE_CHECKING:
    from lms.core.events import Event
    from lms.journey.repairing import RepairReport
    from lms.quizzes.service import Repaired


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]", language: str) -> None:
    """Add repair."""

    def told(sentence: Message) -> str:
        return say(sentence, language)

    parser = parsers.add_parser("repair", help=told(msg("apply the repairs written in a quiz file to the attempts of the past")))
    parser.add_argument("quiz", help=told(msg("the id of the quiz")))
    parser.add_argument("--dry-run", action="store_true", help=told(msg("only tell what would change, and change nothing")))
    keep = told(msg("also take passes away and revoke their certificates; without it nobody loses a pass"))
    parser.add_argument("--may-lose", action="store_true", help=keep)
    parser.set_defaults(run=run_repair)


def run_repair(arguments: argparse.Namespace) -> int:
    """Print each attempt whose result changes, and what follows: certificates and tiers."""
    from lms.app import create_app
    from lms.core.db import transaction, undo_transactions
    from lms.journey.repairing import repair_quiz
    from lms.publishing.library import library_of
    from lms.releases.queries import current

    with create_app(Settings.from_environment(os.environ)).app_context():
        undo_transactions(on=arguments.dry_run)
        try:
            with transaction():
                library = library_of(current())
                report = repair_quiz(library, Slug(arguments.quiz), clock.now(), may_lose=arguments.may_lose)
                told = list(lines(report))
        finally:
            undo_transactions(on=False)
    tell(arguments, *told)
    count = len(report.attempts)
    if arguments.dry_run:
        tell(
            arguments, nmsg("%(n)s attempt would change. Nothing was changed.", "%(n)s attempts would change. Nothing was changed.", count)
        )
    else:
        tell(arguments, nmsg("%(n)s attempt has changed.", "%(n)s attempts have changed.", count))
    return 0


def lines(report: "RepairReport") -> Iterator[Message]:
    """What changes: attempts, then certificates, then tiers, those too that wait for a word or are safe again."""
    from lms.certificates.events import CertificateIssued, CertificateRevoked

    for one in report.attempts:
        yield _attempt(one)
    for event in report.events:
        match event:
            case CertificateIssued():
                yield msg("certificate %(certificate)s: issued for %(code)s", certificate=event.certificate, code=event.certification)
            case CertificateRevoked():
                yield msg("certificate %(certificate)s: revoked for %(code)s", certificate=event.certificate, code=event.certification)
            case _:
                yield from _tier(event)


def _tier(event: "Event") -> Iterator[Message]:
    from lms.partners.queries import partner_public_id
    from lms.programme.events import TierAtRisk, TierEligible, TierInGrace, TierLapsed, TierLost, TierProposed, TierReached, TierRecovered

    match event:
        case TierReached(partner=partner, before=before, after=after) | TierLost(partner=partner, before=before, after=after):
            steps = {"before": before or "–", "after": after or "–"}
            yield msg("partner %(partner)s: from %(before)s to %(after)s", partner=partner_public_id(partner), **steps)
        case TierEligible(partner=partner, tier=tier):
            about = {"partner": partner_public_id(partner), "tier": tier}
            yield msg("partner %(partner)s: %(tier)s is earned and waits for its day or for a manager's word", **about)
        case TierLapsed(partner=partner, tier=tier):
            yield msg("partner %(partner)s: %(tier)s is earned no longer", partner=partner_public_id(partner), tier=tier)
        case TierRecovered(partner=partner, tier=tier):
            yield msg("partner %(partner)s: %(tier)s is safe again", partner=partner_public_id(partner), tier=tier)
        case TierProposed(partner=partner, tier=tier):
            yield msg("partner %(partner)s: whether %(tier)s falls is to be decided", partner=partner_public_id(partner), tier=tier)
        case TierAtRisk(partner=partner, tier=tier) | TierInGrace(partner=partner, tier=tier):
            yield msg("partner %(partner)s: %(tier)s is at risk", partner=partner_public_id(partner), tier=tier)


def _attempt(one: "Repaired") -> Message:
    about = {"attempt": one.attempt, "before": one.percent_before, "after": one.percent, "questions": ", ".join(one.questions)}
    if one.kept:
        return msg("attempt %(attempt)s: %(before)s%% -> %(after)s%% (%(questions)s); the pass is kept", **about)
    if one.passed and not one.passed_before:
        return msg("attempt %(attempt)s: %(before)s%% -> %(after)s%% (%(questions)s); now passed", **about)
    if one.passed_before and not one.passed:
        return msg("attempt %(attempt)s: %(before)s%% -> %(after)s%% (%(questions)s); no longer passed", **about)
    return msg("attempt %(attempt)s: %(before)s%% -> %(after)s%% (%(questions)s)", **about)
