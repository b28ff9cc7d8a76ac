"""Settings of quizzes beyond the first ones."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from lms.core.ids import Slug
from lms.quizzes.rules import Counting, Draw, ExpiryPolicy, Quiz, RepairAction, Window, WindowFor
from tests.quizzes.test_format import BODY, RU_BODY, faults_of, read_files, told

PRACTICE = "---\ntitle: Quiz\nkind: practice\npass: 50\n"
ALL = """minutes: 30
cooldown: [24h]
earned_cooldown: 2h
counts: best
window: {opens: 2026-12-01T09:00+03:00, closes: 2026-12-04T15:00Z, for: finish}
expiry: grace
grace: 10m
layout: one
back: false
honour: I work alone.
access_code: open sesame
review_once: true
draw:
  - {objective: one, take: 1, difficulty: hard}
repairs:
  - {question: which, action: accept_all, reason: Both were right.}
"""
RU = "---\ntitle: Тест\nhonour: Работаю один.\nrepairs:\n  - {question: which, reason: Верны оба.}\n---\n"


def read_all() -> Quiz:
    """A quiz with every setting."""
    asked = BODY.replace("type=single", "type=single objective=one difficulty=hard")
    files, faults = read_files(quiz=f"{PRACTICE}{ALL}---\n{asked}", quiz_ru=RU + RU_BODY)
    assert told(faults) == []
    return files.quizzes[Slug("quiz")]


def test_every_setting_comes_into_the_quiz() -> None:
    quiz = read_all()
    assert (quiz.counts, quiz.earned_cooldown, quiz.expiry, quiz.grace_seconds) == (Counting.BEST, 7200, ExpiryPolicy.GRACE, 600)
    assert quiz.window is not None
    assert quiz.window == Window(
        opens=datetime(2026, 12, 1, 6, tzinfo=UTC), closes=datetime(2026, 12, 4, 15, tzinfo=UTC), closing=WindowFor.FINISH
    )
    assert (quiz.all_on_one_page, quiz.back, quiz.review_once, quiz.blind, quiz.access_code) == (False, False, True, False, "open sesame")
    assert quiz.honour == {"en": "I work alone.", "ru": "Работаю один."}
    assert quiz.draw == (Draw(objective=Slug("one"), take=1, difficulty=Slug("hard")),)
    (repair,) = quiz.repairs
    assert (repair.question, repair.action, repair.reason) == (
        "which",
        RepairAction.ACCEPT_ALL,
        {"en": "Both were right.", "ru": "Верны оба."},
    )


def test_a_quiz_with_every_setting_survives_being_stored_as_json() -> None:
    kept = TypeAdapter(Quiz)
    assert kept.validate_json(kept.dump_json(read_all())) == read_all()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-12-01T09:00",
        "2026-12-01",
        "2026-13-01T09:00Z",
        "2026-12-01T25:00Z",
        "tomorrow",
        "2026-12-01T09:00+3",
        "0",
        "2026-02-30T09:00Z",
    ],
)
def test_a_moment_without_offset_or_day_is_refused(moment: str) -> None:
    assert [code for _, _, code in faults_of(BODY, f'{PRACTICE}window: {{opens: "{moment}"}}\n---\n')] == ["VALUE_WRONG"]


@pytest.mark.parametrize(
    "line", ["access_code: abc", "honour: ''", "counts: worst", "layout: two", "back: yes", "earned_cooldown: 2", "grace: soon"]
)
def test_values_that_mean_nothing_are_refused(line: str) -> None:
    assert {code for _, _, code in faults_of(BODY, f"{PRACTICE}{line}\n---\n")} <= {"VALUE_WRONG", "VALUE_NOT_ALLOWED"}
    assert faults_of(BODY, f"{PRACTICE}{line}\n---\n")


@pytest.mark.parametrize(("minutes", "codes"), [(30, []), (31, ["WINDOW_TOO_SHORT"])])
def test_a_window_for_finishing_holds_the_whole_time(minutes: int, codes: list[str]) -> None:
    opens = datetime(2026, 12, 1, 9, tzinfo=UTC)
    window = f'window: {{opens: "{opens:%Y-%m-%dT%H:%MZ}", closes: "{opens + timedelta(minutes=30):%Y-%m-%dT%H:%MZ}", for: finish}}'
    assert [code for _, _, code in faults_of(BODY, f"{PRACTICE}minutes: {minutes}\n{window}\n---\n")] == codes


def test_the_code_and_the_reasons_stay_out_of_the_translation() -> None:
    _, faults = read_files(quiz=f"{PRACTICE}---\n{BODY}", quiz_ru=f"---\ntitle: Тест\naccess_code: open\n---\n{RU_BODY}")
    assert told(faults) == [("quiz.ru.md", 3, 1, "KEY_UNKNOWN")]
    extra = "repairs:\n  - {question: which, reason: Верны оба.}\n"
    _, faults = read_files(quiz=f"{PRACTICE}---\n{BODY}", quiz_ru=f"---\ntitle: Тест\n{extra}---\n{RU_BODY}")
    assert told(faults) == [("quiz.ru.md", 4, 16, "TEXT_NOT_IN_ORIGINAL")]


def test_without_quotas_exclusions_keep_no_check_from_being_read() -> None:
    body = BODY + BODY.replace("#which type=single", "#other type=single excludes=which")
    translation = RU_BODY + RU_BODY.replace("#which", "#other")
    _, faults = read_files(quiz=f"---\ntitle: Quiz\nkind: check\n---\n{body}", quiz_ru=f"---\ntitle: Тест\n---\n{translation}")
    assert told(faults) == []
    _, faults = read_files(quiz=f"{PRACTICE}---\n{body}", quiz_ru=f"---\ntitle: Тест\n---\n{translation}")
    assert [code for *_, code in told(faults)] == ["EXCLUDES_WITHOUT_DRAW"]
