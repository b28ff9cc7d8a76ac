"""Every mail in both languages: strict, escaped, one line of subject, the same links in both parts."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from lms.notifications.letterhead import Letterhead, mail_templates
from lms.notifications.recipients import Recipient
from lms.notifications.render import Rendered, render
from lms.notifications.rules import templates
from tests.notifications.samples import ANNA, BARE, BASE, INSTEAD, LAST, NOBODY_YET, SAMPLES, WITHOUT_CONTACT, Sample

HEAD = Letterhead(BASE, mail_templates())
VARIANTS = [
    *(("full", name, context, NOBODY_YET if name == "invited" else ANNA) for name, context in SAMPLES.items()),
    *(("bare", name, context, WITHOUT_CONTACT) for name, context in BARE.items()),
    *(("last", name, context, ANNA) for name, context in LAST.items()),
    *(("instead", name, SAMPLES[name], INSTEAD) for name in ("paper_submitted", "tier_to_decide")),
]


class Page(HTMLParser):
    """What a reader's program sees: addresses and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def write(name: str, context: Sample, reader: Recipient) -> Rendered:
    return render(HEAD, reader, name, context)


def test_every_mail_has_its_folder_and_no_folder_is_left_over() -> None:
    assert {path.name for path in mail_templates().iterdir() if path.is_dir()} == templates()
    assert set(SAMPLES) == templates()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("kind", "name", "context", "readers"), VARIANTS, ids=[f"{kind}-{name}" for kind, name, *_ in VARIANTS])
def test_a_mail_reads_as_it_was_approved(
    kind: str, name: str, context: Sample, readers: dict[str, Recipient], language: str, golden: Callable[[str, str], None]
) -> None:
    mail = write(name, context, readers[language])
    golden(f"email/{name}.{kind}.{language}.txt", f"{mail.subject}\n\n{mail.text}")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("kind", "name", "context", "readers"), VARIANTS, ids=[f"{kind}-{name}" for kind, name, *_ in VARIANTS])
def test_both_parts_hold_the_same_links_and_all_lead_home(
    kind: str, name: str, context: Sample, readers: dict[str, Recipient], language: str
) -> None:
    mail = write(name, context, readers[language])
    links = Page(mail.html).links
    pages = {link for link in links if not link.startswith("mailto:")}
    assert pages
    assert all(link.startswith(f"{BASE}/") for link in pages)
    assert pages == set(re.findall(r"https?://\S+", mail.text))
    assert {link.removeprefix("mailto:") for link in links if link.startswith("mailto:")} <= set(re.findall(r"\S+@\S+", mail.text))
    assert not {"img", "link", "script"} & set(Page(mail.html).tags)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_mail_without_one_of_its_words_is_not_written(name: str) -> None:
    for word in SAMPLES[name]:
        context = {key: value for key, value in SAMPLES[name].items() if key != word}
        with pytest.raises(UndefinedError):
            write(name, context, ANNA["en"])


def test_a_mail_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no mail"):
        write("../layout", {}, ANNA["en"])


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
        f"{BASE}.evil.example/", f"{BASE}@evil.example/",
        "reset", "", '/a"onclick="x', "/a b", "/a\nb", "/<b>",
    ],
)  # fmt: skip
def test_a_link_to_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="links to"):
        write("password_reset", {"link": address, "minutes": 30}, ANNA["en"])


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(name=TEXT, partner=TEXT)
def test_no_name_breaks_a_subject_or_the_markup(name: str, partner: str) -> None:
    plain = write("joined", SAMPLES["joined"], ANNA["en"])
    mail = write("joined", SAMPLES["joined"] | {"person": {"en": name}, "partner": {"en": f"<b>{partner}"}}, ANNA["en"])
    assert len(mail.subject.splitlines()) == 1
    assert "\r" not in mail.subject
    assert len(mail.subject) <= 200
    assert Page(mail.html).tags == Page(plain.html).tags


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</mj-text><mj-raw><script>1</script></mj-raw>",
        '<mj-include path="/etc/passwd" />', "{{ 7*7 }}", "{% raw %}", "<!-- -->", "]]>", "&lt;b&gt;",
    ],
)  # fmt: skip
def test_what_a_learner_writes_stays_text(payload: str) -> None:
    plain = write("question", SAMPLES["question"] | {"question": "x"}, ANNA["en"])
    mail = write("question", SAMPLES["question"] | {"question": payload, "person": {"en": payload}}, ANNA["en"])
    page = Page(mail.html)
    assert page.tags == Page(plain.html).tags
    assert payload in "".join(page.words)
    assert payload in mail.text


@pytest.mark.parametrize("word", ["at", "expires_on"])
def test_a_day_or_moment_that_is_none_is_never_written_as_today(word: str) -> None:
    mail = {"at": "password_changed", "expires_on": "certificate_issued"}[word]
    with pytest.raises(TypeError, match="is no"):
        write(mail, SAMPLES[mail] | {word: "today"}, ANNA["en"])


def test_a_catalogue_that_is_missing_leaves_english() -> None:
    mail = write("joined", SAMPLES["joined"], replace(ANNA["en"], language="de"))
    assert mail.subject == "Oleg Smirnov has joined Severny Integrator"


def test_the_moment_is_in_the_readers_zone() -> None:
    reader = Recipient(None, "x@y.example", "X", "en", "Asia/Vladivostok")
    assert "21 November 2026, 19:00" in write("password_changed", SAMPLES["password_changed"], reader).text
