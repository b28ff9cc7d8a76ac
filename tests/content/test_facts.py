"""Lessons, exams, certifications and materials name figures of the programme; each of them is the one that the rules hold."""

from collections.abc import Sequence

import pytest

from lms.core.text import LANGUAGES
from lms.publishing.source import sample_tree
from tests.content import figures_of_exams as exams
from tests.content import figures_of_programme as rules
from tests.content.statements import Figure, disagreement, library_of, passage, plain, sample

FIGURES = (
    *rules.REQUIREMENTS, *rules.ROSTERS, *rules.TIME, *rules.BENEFITS, *rules.AGREEMENT,
    *exams.CERTIFICATIONS, *exams.EXAMS, *exams.LEARNING,
)  # fmt: skip
PROGRAMME = "certificates/programme.yaml"
TIERS = "courses/programme-rules/01-tiers-and-requirements"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_whatever_is_said_about_a_figure_is_what_the_rules_hold(figure: Figure, language: str):
    assert [wrong for said in figure.said if (wrong := disagreement(figure, said, language, sample()))] == []


RULES_CHANGED = (
    (PROGRAMME, "grace_days: 90", "grace_days: 60", {"grace", "the grace of two partners", "the review after 2 May 2026"}),
    (PROGRAMME, "notice_days: 60", "notice_days: 30", {"notice", "the last day of notice"}),
    (PROGRAMME, "min_sample: 5", "min_sample: 6", {"the rating"}),
    (PROGRAMME, "name: active_projects, min: 21", "name: active_projects, min: 25", {"the band of Silver", "projects for Gold"}),
    (PROGRAMME, "from: 4, to: 20, tier: silver", "from: 4, to: 24, tier: silver", set()),
    (PROGRAMME, "from: 21, tier: gold", "from: 25, tier: gold", set()),
    (PROGRAMME, "need: 2, holds_any: [sp]", "need: 1, holds_any: [sp]", {"the roster of Gold", "places of Gold"}),
    (PROGRAMME, "en: Deal protection for 90 days", "en: Deal protection for 80 days", {"protection", "the dates of one deal"}),
    (PROGRAMME, "hear both within 5", "hear both within 7", {"hearing"}),
    ("certificates/sp.md", "months: 12", "months: 18", {"how long SP is valid"}),
    ("quizzes/sf.md", "pass: 75", "pass: 80", {"the pass of SF", "what SF certifies"}),
    ("quizzes/ta.md", "cooldown: [24h, 7d]", "cooldown: [48h, 7d]", {"the attempts of TA"}),
)
SENTENCES_CHANGED = (
    (f"{TIERS}.md", "a **grace** of 90 days", "a **grace** of 60 days", {"grace"}),
    (f"{TIERS}.ru.md", "от 4,2 хотя бы", "от 4,5 хотя бы", {"the rating"}),
    (f"{TIERS}.md", "Reviews are on 15 January", "Look at 15 January", {"days of reviews"}),
    ("quizzes/ta.ru.md", "на 45 минут", "на 50 минут", {"the paper of TA"}),
    ("materials/price-list/material.md", "promised for 30 days", "promised for 60 days", {"how long a list price holds"}),
)


@pytest.mark.parametrize("changes", [RULES_CHANGED, SENTENCES_CHANGED], ids=["rules", "sentences"])
def test_a_change_of_the_rules_or_of_a_sentence_is_noticed(changes: Sequence[tuple[str, str, str, set[str]]]):
    files = dict(sample_tree().files)
    for path, written, changed, _ in changes:
        text = files[path].decode().replace("\u00a0", " ")
        assert written in text, f"{path} no longer holds “{written}”; give this test another line to change."
        files[path] = text.replace(written, changed).encode()
    library = library_of(files)

    told = [(figure, said, language) for figure in FIGURES for said in figure.said for language in LANGUAGES]
    noticed = {figure.name for figure, said, language in told if disagreement(figure, said, language, library)}

    assert set().union(*(red for *_, red in changes)) <= noticed


def test_a_certification_is_called_by_its_code_and_title_where_its_validity_is_taught():
    library = sample()
    for language in LANGUAGES:
        taught = passage(library, exams.PEOPLE, language)
        for one in library.certifications.items.values():
            title = plain(one.title["en"] if language == "en" else f"«{one.title['ru']}»")
            assert f"{one.code} {title} " in taught
