"""The programme and its requirements."""

from tests.publishing.faulty.making import PITCH, PROGRAMME, Case, case, drop, swap

CASES: tuple[Case, ...] = (
    case("PROGRAMME_MISSING", "certificates/programme.yaml:1:1", drop(PROGRAMME)),
    case("CERTIFICATION_UNKNOWN", "certificates/programme.yaml:31:30", swap(PROGRAMME, "holds_any: [basics]", "holds_any: [nothing]")),
    case("TIER_UNKNOWN", "certificates/programme.yaml:10:10", swap(PROGRAMME, "floor: entry", "floor: start")),
    case("METRIC_UNKNOWN", "certificates/programme.yaml:48:24", swap(PROGRAMME, "{name: csat, min", "{name: applause, min")),
    case(
        "WINDOW_UNKNOWN",
        "certificates/programme.yaml:48:48",
        swap(PROGRAMME, "min: 4.2, window: trailing 12 months", "min: 4.2, window: a year"),
    ),
    case("EVIDENCE_UNKNOWN", "certificates/programme.yaml:49:26", swap(PROGRAMME, "{kind: business_plan", "{kind: letter")),
    case("TYPE_UNKNOWN", "certificates/programme.yaml:42:27", swap(PROGRAMME, "type_is: [consultant]", "type_is: [wizard]")),
    case(
        "ID_DUPLICATE",
        "certificates/programme.yaml:14:10",
        swap(PROGRAMME, "{id: backup,", "{id: compute,"),
        swap("courses/first-steps/course.md", ", backup]", "]"),
    ),
    case("TRANSLATION_MISSING", "certificates/programme.yaml:27:5", swap(PROGRAMME, "{en: Entry, ru: Начало}", "{en: Entry}")),
    case("REQUIREMENT_UNKNOWN", "materials/pitch/material.md:14:7", swap(PITCH, "tier_at_least: entry", "tier_is: entry")),
    case("REQUIREMENT_SHAPE", "materials/pitch/material.md:14:7", swap(PITCH, "- tier_at_least: entry", "- entry")),
    case("REQUIREMENT_EMPTY", "materials/pitch/material.md:14:7", swap(PITCH, "- tier_at_least: entry", "- any: []")),
)
