"""One partner: what its page shows, and to whom."""

import re
from datetime import timedelta
from decimal import Decimal

from lms import journey
from lms.access import Role
from lms.core.db import db, transaction
from lms.materials.models import AccessAction, MaterialAccess
from lms.partners.figures import Figure
from lms.partners.models import MetricValue
from lms.partners.rules import ValueSource
from tests.visitors import text_of


def test_a_partner_shows_onboarding_people_and_what_is_missing(make, sign_in, world):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    make.agreement(world.vector, irina)
    make.figure(world.vector, "active_projects", "3")
    page = text_of(sign_in("elena@nimbus.example").get(world.vector_page))
    assert "Vector: no tier yet" in page
    assert "2 of 5 steps" in page
    assert "Irina Belova, 21 Nov 2026" in page
    assert "Missing for Start" in page
    assert "1 altogether, counted once" in page
    assert f"{world.vector_page}/tier" in page


def test_a_partners_certificates_can_be_narrowed_to_those_that_end(make, sign_in, world, now):
    anna = make.member(world.vector, "anna@vector.example", name="Anna Krylova")
    make.certificate(anna, "sf", at=now - timedelta(days=700))
    make.certificate(anna, "ta")
    client = sign_in("elena@nimbus.example")
    both, ending = text_of(client.get(world.vector_page)), text_of(client.get(f"{world.vector_page}?certificates=ending"))
    assert both.count('href="/certificates/') == 2
    assert ending.count('href="/certificates/') == 1
    assert "Count today, 2" in both


def test_a_foreign_partner_looks_like_none_at_all(sign_in, world):
    client = sign_in("elena@nimbus.example")
    foreign, absent = client.get(world.gamma_page), client.get(f"/partners/{'2' * 22}")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert re.sub(r"csrf[^>]+|value=\"[^\"]+\"", "", text_of(foreign)).replace(world.gamma_page, "") == re.sub(
        r"csrf[^>]+|value=\"[^\"]+\"", "", text_of(absent)
    ).replace(f"/partners/{'2' * 22}", "")


def test_a_head_reads_a_partner_and_is_offered_nothing_to_change(make, sign_in, world):
    make.person("head@nimbus.example", Role.HEAD)
    client = sign_in("head@nimbus.example")
    page = text_of(client.get(world.vector_page))
    assert "/invite" not in page
    assert "/evidence" not in page
    for door in ("invite", "figures"):
        assert client.get(f"{world.vector_page}/{door}").status_code == 404
    assert client.post(f"{world.vector_page}/evidence", {"kind": "business_plan", "year": "2026"}).status_code == 404


def test_a_partner_that_has_come_all_the_way_says_when_and_shows_its_history(app, make, sign_in, world, now):
    irina = make.member(world.vector, "irina@vector.example", admin=True, name="Irina Belova")
    boris = make.member(world.vector, "boris@vector.example", name="Boris Gusev")
    make.agreement(world.vector, irina)
    for certification, days in (("sf", 800), ("pm", 10)):
        make.certificate(irina, certification, at=now - timedelta(days=days))
    make.certificate(boris, "sf")
    with app.app_context(), transaction():
        for metric, source in (("csat", ValueSource.CSV), ("trainings", ValueSource.SEED)):
            figures = [Figure(metric, now.date(), "one", Decimal("4.5"))]
            journey.enter_values(make.library(), make.visitor(world.elena), world.vector, figures, now, source)
        for number in range(21):
            file = "deck.pdf" if number else ""
            db.session.add(
                MaterialAccess(
                    material="pitch-deck" if number else "gone", version=2, file=file, action=AccessAction.VIEW, person_id=boris,
                    partner_id=world.vector, at=now - timedelta(hours=number),
                )
            )  # fmt: skip
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get(f"{world.vector_page}?certificates=all"))
    assert "Finished on 21 November 2026" in page
    for words in ("ended", "holds, does not count", "counts", "from a file, Elena Sokolova", "demo", "4.5, from 1 answer", "1 altogether"):
        assert words in page, words
    assert "The newest 20 of 21" in page
    assert "file of version 2" in page


def test_a_project_that_is_reported_every_month_is_told_once(app, make, sign_in, world, now):
    with app.app_context(), transaction():
        for days in (0, 30, 60):
            figures = [Figure("active_projects", now.date() - timedelta(days=days), one, Decimal(1)) for one in ("one", "two")]
            journey.enter_values(make.library(), make.visitor(world.elena), world.vector, figures, now, ValueSource.CSV)
    assert "2 altogether, each counted once" in text_of(sign_in("elena@nimbus.example").get(world.vector_page))


def test_figures_of_a_metric_that_the_rules_no_longer_know_stay_on_the_page(app, make, sign_in, world, now):
    with app.app_context(), transaction():
        for reference, source in (("one", ValueSource.HAND), ("two", ValueSource.CSV)):
            db.session.add(
                MetricValue(
                    partner_id=world.vector, metric="luck", on=now.date(), reference=reference, value=Decimal(7), source=source,
                    entered_by=None, entered_at=now, reason="luck",
                )
            )  # fmt: skip
    page = text_of(sign_in("elena@nimbus.example").get(world.vector_page))
    assert "luck" in page
    assert "2 altogether" in page
    assert "by hand" in page


def test_many_people_and_many_certificates_stand_on_pages_of_their_own(make, sign_in, world):
    for number in range(51):
        make.certificate(make.member(world.vector, f"p{number}@vector.example", name=f"Person {number:02}"), "sf")
    client = sign_in("elena@nimbus.example")
    page = text_of(client.get(world.vector_page))
    assert page.count("1 to 50 of 51") == 2
    assert f'href="{world.vector_page}?people=2#people"' in page
    assert f'href="{world.vector_page}?list=2#certificates"' in page
    assert f"{world.vector_page}?certificates=all#certificates" in page
    assert ">51</span>" in page
    people, held = (text_of(client.get(f"{world.vector_page}?{choice}")) for choice in ("people=2", "list=2&certificates=all"))
    assert people.count("51 to 51 of 51") == held.count("51 to 51 of 51") == 1
    assert f'href="{world.vector_page}?certificates=all&amp;list=1#certificates"' in held
