"""What the pages of applications say: states, steps, lines of the scorecard, and each partner type in one sentence."""

from lms.core.text import Message, msg
from lms.partners.applications.rules import ApplicationState, Criterion, Decision, StepKind
from lms.partners.rules import PartnerType

DOES: dict[PartnerType, Message] = {
    PartnerType.RESELLER: msg("You sell the services to your customers and keep the relationship."),
    PartnerType.TECHNOLOGY: msg("Your product runs on the platform, and customers buy both together."),
    PartnerType.WHITE_LABEL: msg("You sell the services under your own name and answer for them to your customers."),
    PartnerType.ECOSYSTEM: msg("Your service and ours meet at the same customers, and each leads to the other."),
    PartnerType.SERVICE: msg("You migrate, run and support the clouds of your customers."),
    PartnerType.AFFILIATE: msg("You bring customers together with us; we sell, and you get your part."),
    PartnerType.DISTRIBUTOR: msg("You win and lead resellers of your own."),
    PartnerType.CONSULTANT: msg("You teach and advise, and sell nothing: the tiers are open to you all the same."),
}

STATES: dict[ApplicationState, Message] = {
    ApplicationState.RECEIVED: msg("new"),
    ApplicationState.IN_REVIEW: msg("in review"),
    ApplicationState.ASKED: msg("waits for the applicant"),
    ApplicationState.ACCEPTED: msg("accepted, to be signed"),
    ApplicationState.SIGNED: msg("partner now"),
    ApplicationState.DECLINED: msg("declined"),
    ApplicationState.WITHDRAWN: msg("withdrawn"),
}
TONES: dict[ApplicationState, str] = {
    ApplicationState.RECEIVED: "info",
    ApplicationState.IN_REVIEW: "info",
    ApplicationState.ASKED: "warn",
    ApplicationState.ACCEPTED: "warn",
    ApplicationState.SIGNED: "ok",
    ApplicationState.DECLINED: "",
    ApplicationState.WITHDRAWN: "",
}

STEPS: dict[StepKind, Message] = {
    StepKind.RECEIVED: msg("Application received"),
    StepKind.BEGAN: msg("Review began"),
    StepKind.ASKED: msg("Asked for more"),
    StepKind.ANSWERED: msg("Answered"),
    StepKind.ACCEPTED: msg("Accepted"),
    StepKind.DECLINED: msg("Declined"),
    StepKind.SIGNED: msg("Agreement signed for the vendor"),
    StepKind.WITHDRAWN: msg("Withdrawn by the applicant"),
}

CRITERIA: dict[Criterion, tuple[Message, Message]] = {
    Criterion.RECOMMENDATIONS: (msg("Recommendations"), msg("Who stands in for the company with their own name, and what they say.")),
    Criterion.COMPANY_DATA: (msg("Company data"), msg("Register, age, people and figures: what is on record.")),
    Criterion.CUSTOMER_REVIEWS: (msg("Customers' reviews"), msg("What customers write about its work, in public or when asked.")),
    Criterion.AUDIENCE: (msg("Audience"), msg("Whom the company reaches, and whether those are customers whom we look for.")),
    Criterion.DEALINGS: (msg("Dealings"), msg("How the company has dealt with us and with others so far: promises, money, disputes.")),
}

DECISIONS: dict[Decision, Message] = {
    Decision.ACCEPT: msg("Accept the company"),
    Decision.DECLINE: msg("Decline"),
    Decision.ASK: msg("Ask the applicant for more"),
}
