"""The programme and its requirements."""

from tests.publishing.faulty.making import BASICS, PITCH, PROGRAMME, Case, case, drop, lint, swap

POINTS = (
    "- points: {min: 70, tracks: [{id: one, label: {en: One, ru: Один}, terms: "
    "[{id: team, label: {en: Team, ru: Команда}, people: {holds_any: [basics]}, each: 5, most: 30}]}]}"
)
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
    case(
        "AND_OR_AMBIGUOUS",
        "certificates/programme.yaml:41:13",
        swap(PROGRAMME, "          - all:\n              - type_is", "            all:\n              - type_is"),
    ),
    case(
        "AND_OR_AMBIGUOUS",
        "certificates/programme.yaml:37:5",
        swap(PROGRAMME, "    all:\n      - tier_at_least", "    any:\n      - agreement: current\n    all:\n      - tier_at_least"),
    ),
    case(
        "CAP_MISSING",
        "certificates/programme.yaml:45:21",
        swap(PROGRAMME, "sharing: none", "sharing: {caps: {seller: 2}}"),
        swap(
            PROGRAMME,
            "{id: sales, need: 1,",
            "{id: other, role: seller, need: 1, holds_any: [basics], label: {en: O, ru: Д}}\n            - {id: sales, need: 1,",
        ),
    ),
    case("ROLE_UNKNOWN", "certificates/programme.yaml:45:48", swap(PROGRAMME, "sharing: none", "sharing: {caps: {default: 1, seller: 2}}")),
    case(
        "ROLE_WITHOUT_CAPS",
        "certificates/programme.yaml:47:33",
        swap(PROGRAMME, "{id: sales, need: 1,", "{id: sales, role: seller, need: 1,"),
    ),
    case(
        "POINTS_UNREACHABLE",
        "certificates/programme.yaml:48:36",
        swap(PROGRAMME, "- metric: {name: csat, min: 4.2, window: trailing 12 months, min_sample: 5}", POINTS),
    ),
    case("TIER_UNREACHABLE", "certificates/programme.yaml:30:9", swap(PROGRAMME, "agreement: {at_least: 1}", "agreement: {at_least: 2}")),
    case("TIER_UNREACHABLE", "certificates/programme.yaml:31:9", swap(BASICS, "counts: true", "counts: false")),
    case(
        "TIER_CONTRADICTS",
        "certificates/programme.yaml:32:9",
        swap(PROGRAMME, "need: 1}\n    benefits", "need: 1}\n      - not: {people: {holds_any: [basics], need: 1}}\n    benefits"),
    ),
    case(
        "TIER_EASIER",
        "certificates/programme.yaml:34:9",
        swap(PROGRAMME, "      - tier_at_least: entry\n", ""),
    ),
    case(
        "FLOOR_RESTS_ON_METRIC",
        "certificates/programme.yaml:32:9",
        swap(PROGRAMME, "need: 1}\n    benefits", "need: 1}\n      - metric: {name: csat, min: 3}\n    benefits"),
    ),
    case(
        "ZERO_DEAL_OUT_OF_REACH",
        "certificates/programme.yaml:58:21",
        swap(PROGRAMME, "- type_is: [consultant]", "- type_is: [service]"),
    ),
    lint(
        "TYPE_LEFT_OUT",
        "certificates/programme.yaml:60:10",
        swap(PROGRAMME, "          - metric: {name: active_projects, min: 4, window: trailing 6 months}\n", ""),
        swap(PROGRAMME, ", tier: silver, gives", ", gives"),
    ),
    case("BANDS_OVERLAP", "certificates/programme.yaml:57:16", swap(PROGRAMME, "{from: 1, to: 3}", "{from: 1, to: 4}")),
    case("BANDS_GAP", "certificates/programme.yaml:57:16", swap(PROGRAMME, "{from: 1, to: 3}", "{from: 1, to: 2}")),
    case("BAND_BACKWARDS", "certificates/programme.yaml:56:23", swap(PROGRAMME, "{from: 1, to: 3}", "{from: 3, to: 1}")),
    case(
        "BAND_TIER_DIFFERS",
        "certificates/programme.yaml:57:16",
        swap(PROGRAMME, "{name: active_projects, min: 4,", "{name: active_projects, min: 5,"),
    ),
    case(
        "SCALE_BACKWARDS",
        "certificates/programme.yaml:17:95",
        swap(PROGRAMME, "measure: mean}", "measure: mean, from: 5, to: 1}"),
    ),
    case(
        "TIER_UNREACHABLE",
        "certificates/programme.yaml:48:9",
        swap(PROGRAMME, "measure: mean}", "measure: mean, from: 1, to: 4}"),
    ),
    case(
        "NOUN_FORMS",
        "certificates/programme.yaml:47:90",
        swap(
            PROGRAMME, "label: {en: Sales, ru: Продажи}}", "label: {en: Sales, ru: Продажи}, noun: {en: [seller, sellers], ru: [продавец]}}"
        ),
    ),
    case("REQUIREMENT_UNKNOWN", "materials/pitch/material.md:14:7", swap(PITCH, "tier_at_least: entry", "tier_is: entry")),
    case("REQUIREMENT_SHAPE", "materials/pitch/material.md:14:7", swap(PITCH, "- tier_at_least: entry", "- entry")),
    case("REQUIREMENT_EMPTY", "materials/pitch/material.md:14:7", swap(PITCH, "- tier_at_least: entry", "- any: []")),
)
