"""Numbers, short texts and gaps without script: asked, saved, refused and shown again."""

from flask import Flask

from lms.publishing.library import Library
from tests.visitors import CheckedClient
from tests.web.test_kinds import SF, TA, answer, ask, begin, learner, place_of, saved

__all__ = ["learner"]


def test_a_number_is_kept_as_it_was_written_and_what_is_none_is_refused(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, SF), place_of(library, "sf-practice", "small-clinic")
    page = ask(learner, attempt, place)

    assert 'inputmode="decimal"' in page
    assert 'aria-describedby="answer-small-clinic-unit"' in page
    assert not {"5950", "5550", "without-backup"} & set(page.replace('"', " ").replace(" ", " ").split())
    assert answer(learner, attempt, place, answer="5 950,0 ₽") == 303
    assert saved(app, place) == ["5 950,0 ₽"]
    assert 'value="5 950,0 ₽"' in ask(learner, attempt, place)
    for text in ("NaN", "inf", "1e999", "much", "1,500.25"):
        assert answer(learner, attempt, place, seq=2, answer=text) == 400
    assert saved(app, place) == ["5 950,0 ₽"]


def test_a_short_text_goes_out_as_text(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, TA), place_of(library, "ta-practice", "which-figure")

    assert answer(learner, attempt, place, answer='"><b>RPO') == 303
    assert saved(app, place) == ['"><b>RPO']
    page = ask(learner, attempt, place)
    assert "<b>RPO" not in page
    assert "recovery point objective" not in page
    assert answer(learner, attempt, place, seq=2, answer="x" * 201) == 400


def test_gaps_stand_in_the_text_with_names_and_stay_filled_in(learner: CheckedClient, app: Flask, library: Library) -> None:
    attempt, place = begin(learner, SF), place_of(library, "sf-practice", "two-figures")
    page = ask(learner, attempt, place)
    text = page[page.index('class="prose gaps"') : page.index("Each gap counts")]

    assert [text.count(f'aria-label="Gap {number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert "[[" not in text
    assert "selected" not in text
    assert not {"90", "ninety", "30", "thirty"} & set(text.replace('"', " ").replace(">", " ").replace("<", " ").split())
    assert answer(learner, attempt, place, answer__interval="hourly", answer__days="90", answer__where="") == 303
    assert saved(app, place) == ["interval=hourly", "days=90"]
    page = ask(learner, attempt, place)
    assert 'value="90"' in page
    assert page.count(" selected>") == 1
    for field in ({"answer__interval": "yearly"}, {"answer__roof": "x"}, {"answer__days": "many"}, {"answer": "hourly"}):
        assert answer(learner, attempt, place, seq=2, **field) == 400
    assert saved(app, place) == ["interval=hourly", "days=90"]
