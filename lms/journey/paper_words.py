"""What the mails about papers say."""

from collections.abc import Mapping

from lms.core.text import Texts
from lms.partners.events import EvidenceConfirmed, EvidenceRefused, EvidenceSubmitted, EvidenceTakenBack, EvidenceWithdrawn
from lms.partners.evidence.queries import paper_of
from lms.programme.queries import version_in_force
from lms.publishing.library import Library

AboutPaper = EvidenceSubmitted | EvidenceConfirmed | EvidenceRefused | EvidenceWithdrawn | EvidenceTakenBack


def paper_words(library: Library, event: AboutPaper) -> Mapping[str, object] | None:
    """The words for both sides; the reason is that of the newest step."""
    found = paper_of(event.paper)
    if found is None:
        return None
    programme = version_in_force(event.at.date()) or library.programme
    labels: dict[str, Texts] = {one.id: one.label for one in programme.evidence} if programme else {}
    last = found.last
    return {
        "partner": found.partner_name, "paper": labels.get(event.kind, {"en": event.kind}), "year": str(event.year) if event.year else "",
        "reason": last.reason if last else "", "until": found.until, "ended_on": found.ended_on, "link": f"/papers/{event.paper}",
    }  # fmt: skip
