"""What follows from what: the verbs that cross features, and the order of their consequences."""

from lms.journey.accommodating import enter_accommodation, pause_attempt, resume_attempt
from lms.journey.addresses import ask_for_address, confirm_address, stop_address, take_address_back
from lms.journey.applying import (
    Welcome,
    answer_application,
    apply_as_partner,
    begin_review,
    decide_application,
    score_application,
    sign_application,
    withdraw_application,
)
from lms.journey.erasing import choose_consents, erase_due, export_own_data, request_erasure, undo_erasure
from lms.journey.exams import (
    Brought,
    EntryState,
    entry_state,
    flag_question,
    gain_of,
    leave_question,
    save_answer,
    start_attempt,
    submit_attempt,
    sweep,
)
from lms.journey.handing_over import ask_for_manager, hand_over, keep_manager, write_note
from lms.journey.joining import Newcomer, join_as_newcomer, join_as_visitor, send_again
from lms.journey.lessons import ask_about_lesson, finish_lesson
from lms.journey.looks import begin_look, end_look, end_looks
from lms.journey.marking import attach_file, change_mark, detach_file, give_back, give_mark, remind_markers, take_to_mark
from lms.journey.materials import Shelf, note_opened, shelf
from lms.journey.outages import beat
from lms.journey.partners import (
    accept_agreement,
    accept_invitation,
    confirm_evidence,
    create_partner,
    enter_values,
    import_values,
    invite,
    leave,
    withdraw_invitation,
)
from lms.journey.reminding import remind_reviewers
from lms.journey.settle import programme_now, review_due, settle

__all__ = [
    "Brought", "EntryState", "Newcomer", "Shelf", "Welcome", "accept_agreement", "accept_invitation", "answer_application",
    "apply_as_partner", "ask_about_lesson", "ask_for_address", "ask_for_manager", "attach_file", "beat", "begin_look", "begin_review",
    "change_mark", "choose_consents", "confirm_address", "confirm_evidence", "create_partner", "decide_application", "detach_file",
    "end_look", "end_looks", "enter_accommodation", "enter_values", "entry_state", "erase_due", "export_own_data", "finish_lesson",
    "flag_question", "gain_of", "give_back", "give_mark", "hand_over", "import_values", "invite", "join_as_newcomer", "join_as_visitor",
    "keep_manager", "leave", "leave_question", "note_opened", "pause_attempt", "programme_now", "remind_markers", "remind_reviewers",
    "request_erasure", "resume_attempt", "review_due", "save_answer", "score_application", "send_again", "settle", "shelf",
    "sign_application", "start_attempt", "stop_address", "submit_attempt", "sweep", "take_address_back", "take_to_mark", "undo_erasure",
    "withdraw_application", "withdraw_invitation", "write_note",
]  # fmt: skip
