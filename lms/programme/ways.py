"""Remedies as sentences: which ways fix it, and which look like it and do not."""

from collections.abc import Sequence
from decimal import Decimal

from lms.certificates.rules import Certifications
from lms.core.ids import Slug
from lms.core.text import Message, Texts, msg, nmsg
from lms.programme.actions import Action, ActionKind
from lms.programme.causes import Cause
from lms.programme.phrases import alternatives, both
from lms.programme.remedies import Remedies, Remedy, Unnamed, Useless
from lms.requirements.result import both as every
from lms.requirements.result import listed

MOST_NAMES = 5
"""So many people are named for one way; of more it is said how many."""
MOST_WAYS = 3
"""So many sets of several people are said."""


def fixes(found: Remedies, certifications: Certifications, causes: Sequence[Cause] = ()) -> tuple[Message, ...]:
    """“Any one of these fixes it: Anna renews; Boris or Dina passes TA; a new colleague passes TA.” Why none is named, when none is.

    `causes` are what ended: who renews exactly that is said to renew, without the certification.
    """
    if not found.helps:
        return (_unnamed(found.unnamed, certifications),) if found.unnamed is not None else ()
    single = all(len(one.actions) == 1 for one in found.helps)
    ways = _single(found.helps, certifications, causes) if single else _together(found.helps, certifications, causes)
    if len(found.helps) == 1:
        return (msg("This fixes it: %(ways)s.", ways=ways[0]),)
    return (msg("Any one of these fixes it: %(ways)s.", ways=alternatives(ways)),)


def would_not_help(useless: Useless, certifications: Certifications) -> Message:
    """“Gleb passing SP would not help: all 5 people are needed.”"""
    given = {"person": useless.action.name or {}, "certification": code_of(useless.action.certification, certifications)}
    if useless.needed_in is None:
        return msg("%(person)s passing %(certification)s would not help: it fills no empty place.", **given)
    return nmsg(
        "%(person)s passing %(certification)s would not help: this person is needed already.",
        "%(person)s passing %(certification)s would not help: all %(n)s people are needed.",
        useless.places, **given,
    )  # fmt: skip


def code_of(certification: Slug | None, certifications: Certifications) -> str:
    """The short name of a certification; its id when it is no longer known."""
    known = certifications.items.get(certification) if certification else None
    return known.code if known else certification or ""


def _unnamed(why: Unnamed, certifications: Certifications) -> Message:
    if why.possible:
        return msg("It takes several people who pass exams, in more ways than can be named here.")
    if not why.closed:
        return msg("No exam fixes it.")
    return nmsg(
        "No exam fixes it now: %(certifications)s is not offered.", "No exam fixes it now: %(certifications)s are not offered.",
        len(why.closed), certifications=every([{"en": code_of(one, certifications)} for one in why.closed]),
    )  # fmt: skip


def _single(helps: Sequence[Remedy], certifications: Certifications, causes: Sequence[Cause]) -> list[Message]:
    """Ways of one action each; people who do the same are named together."""
    groups: dict[tuple[object, ...], list[Action]] = {}
    for number, remedy in enumerate(helps):
        action = remedy.actions[0]
        alike = action.kind in {ActionKind.RENEW, ActionKind.EARN}
        key = (_kind(action), _passed(action), _own(action, causes)) if alike else (number,)
        groups.setdefault(key, []).append(action)
    return [_way(actions, certifications, causes) for actions in groups.values()]


def _together(helps: Sequence[Remedy], certifications: Certifications, causes: Sequence[Cause]) -> list[Message]:
    return [both([_way(same, certifications, causes) for same in _counted(one.actions)]) for one in helps[:MOST_WAYS]]


def _counted(actions: Sequence[Action]) -> list[list[Action]]:
    """What is done together; newcomers who pass the same stand together."""
    groups: dict[object, list[Action]] = {}
    for number, action in enumerate(actions):
        groups.setdefault(_passed(action) if action.kind is ActionKind.JOIN else number, []).append(action)
    return [*groups.values()]


def _way(actions: Sequence[Action], certifications: Certifications, causes: Sequence[Cause]) -> Message:
    action = actions[0]
    codes = [code_of(one, certifications) for one in _passed(action)]
    given: dict[str, object] = {"certification": codes[0] if len(codes) == 1 else every([{"en": code} for code in codes])}
    match _kind(action):
        case ActionKind.RENEW:
            return _renews(_names(actions), given, several=len(actions) > 1, own=_own(action, causes))
        case ActionKind.EARN if len(actions) == 1:
            return msg("%(person)s passes %(certification)s", person=_names(actions), **given)
        case ActionKind.EARN:
            return msg("%(people)s passes %(certification)s", people=_names(actions), **given)
        case ActionKind.JOIN if len(actions) == 1:
            return msg("a new colleague passes %(certification)s", **given)
        case ActionKind.JOIN:
            return nmsg(
                "%(n)s new colleague passes %(certification)s", "%(n)s new colleagues pass %(certification)s", len(actions), **given
            )
    return _thing(action)


def _passed(action: Action) -> tuple[Slug | None, ...]:
    return tuple(one.certification for one in action.each)


def _kind(action: Action) -> ActionKind:
    """Who renews one and passes another one for the first time passes them."""
    kinds = {one.kind for one in action.each}
    return action.kind if len(kinds) == 1 else ActionKind.EARN


def _renews(names: Texts | Message, given: dict[str, object], *, several: bool, own: bool) -> Message:
    if own:
        return msg("%(people)s renews", people=names) if several else msg("%(person)s renews", person=names)
    if several:
        return msg("%(people)s renews %(certification)s", people=names, **given)
    return msg("%(person)s renews %(certification)s", person=names, **given)


def _thing(action: Action) -> Message:
    said = action.about.params if action.about else {}
    match action.kind:
        case ActionKind.FIGURE if "metric" in said:
            return msg("“%(metric)s” rises by %(amount)s", metric=said["metric"], amount=_exact(action.amount))
        case ActionKind.PAPER if "evidence" in said:
            return msg("the partner manager confirms “%(evidence)s”", evidence=said["evidence"])
        case ActionKind.AGREEMENT:
            return msg("you accept the agreement")
    return msg("this is fulfilled: %(about)s", about=action.about or "")


def _names(actions: Sequence[Action]) -> Texts | Message:
    named = [action.name or {} for action in actions[:MOST_NAMES]]
    rest = len(actions) - len(named)
    return listed([*named, nmsg("%(n)s other", "one of %(n)s others", rest)]) if rest else listed(named)


def _own(action: Action, causes: Sequence[Cause]) -> bool:
    """Whether somebody renews just what ended."""
    return action.kind is ActionKind.RENEW and not action.also and any(
        (one.person, one.certification) == (action.person, action.certification) for one in causes
    )  # fmt: skip


def _exact(amount: Decimal | int | None) -> Decimal | int:
    return amount or 0
