"""What can be done to partners: create, invite, accept, leave, enter figures, confirm papers, accept the agreement."""

from lms.partners.service.cards import set_contact_card
from lms.partners.service.creating import create_partner, hold_name
from lms.partners.service.employing import accept, call_off, carry_out, leave, stay
from lms.partners.service.figures import Entered, enter, enter_by_hand
from lms.partners.service.inviting import invite, withdraw
from lms.partners.service.papers import (
    accept_agreement,
    confirm_evidence,
    confirm_paper,
    refuse_paper,
    submit_evidence,
    take_back_paper,
    withdraw_paper,
)

__all__ = [
    "Entered",
    "accept",
    "accept_agreement",
    "call_off",
    "carry_out",
    "confirm_evidence",
    "confirm_paper",
    "create_partner",
    "enter",
    "enter_by_hand",
    "hold_name",
    "invite",
    "leave",
    "refuse_paper",
    "set_contact_card",
    "stay",
    "submit_evidence",
    "take_back_paper",
    "withdraw",
    "withdraw_paper",
]
