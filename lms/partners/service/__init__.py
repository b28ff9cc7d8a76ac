"""What can be done to partners: create, invite, accept, leave, enter figures, confirm papers, accept the agreement."""

from lms.partners.service.cards import set_contact_card
from lms.partners.service.creating import create_partner
from lms.partners.service.employing import accept, carry_out, leave, stay
from lms.partners.service.figures import Entered, Imported, enter_values, import_values_csv
from lms.partners.service.inviting import invite, withdraw
from lms.partners.service.papers import accept_agreement, confirm_evidence

__all__ = [
    "Entered",
    "Imported",
    "accept",
    "accept_agreement",
    "carry_out",
    "confirm_evidence",
    "create_partner",
    "enter_values",
    "import_values_csv",
    "invite",
    "leave",
    "set_contact_card",
    "stay",
    "withdraw",
]
