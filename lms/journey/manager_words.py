"""What the mails about managers say."""

from collections.abc import Mapping

from lms.partners.managers.events import ManagerChanged, ManagerRefused
from lms.partners.managers.queries import answer_to
from lms.partners.queries import contact_of, partner_name, partner_public_id

HERE = "/our-manager"


def manager_words(event: ManagerChanged | ManagerRefused) -> Mapping[str, object] | None:
    """The words for both managers and for the partner; `None` where nobody looks after the partner any more."""
    contact = contact_of(event.partner) if event.partner is not None else None
    if contact is None:
        return None
    words: dict[str, object] = {"partner": partner_name(event.partner), "manager": contact.name, "link": HERE}
    if isinstance(event, ManagerRefused):
        return {**words, "answer": answer_to(event.request)}
    return {**words, "at": event.at, "vendor_link": f"/partners/{partner_public_id(event.partner)}/manager"}
