"""What the database itself promises of employments: on no day do two confirmed ones of a person count. One set of statements a dialect."""

from sqlalchemy import DDL, FromClause, event

OVERLAP = """
    SELECT RAISE(ABORT, 'ex_employment_one_counts') WHERE EXISTS (
        SELECT 1 FROM employment AS other
        WHERE other.person_id = NEW.person_id AND other.id <> NEW.id AND other.confirmed_at IS NOT NULL
        AND (other.ends_on IS NULL OR other.ends_on > other.starts_on)
        AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on) AND (NEW.ends_on IS NULL OR NEW.ends_on > other.starts_on)
    );
"""
COUNTS = "NEW.confirmed_at IS NOT NULL AND (NEW.ends_on IS NULL OR NEW.ends_on > NEW.starts_on)"
GUARDS: dict[str, tuple[str, ...]] = {
    "postgresql": (
        (
            "ALTER TABLE employment ADD CONSTRAINT ex_employment_one_counts EXCLUDE USING gist "
            "(int8range(person_id, person_id, '[]') WITH &&, daterange(starts_on, ends_on) WITH &&) WHERE (confirmed_at IS NOT NULL)"
        ),
    ),
    "sqlite": (
        f"CREATE TRIGGER ex_employment_one_counts_insert AFTER INSERT ON employment WHEN {COUNTS} BEGIN {OVERLAP} END",
        (
            "CREATE TRIGGER ex_employment_one_counts_update AFTER UPDATE OF person_id, starts_on, ends_on, confirmed_at ON employment "
            f"WHEN {COUNTS} BEGIN {OVERLAP} END"
        ),
    ),
}
"""What refuses an overlap of half-open ranges; a range without a day overlaps nothing. The person stands as a range of one number, so
that PostgreSQL needs no extension. SQLite, where one writer writes at a time, looks in triggers: whoever makes its table anew in a
migration makes them anew, too."""


def guard(employment: FromClause) -> None:
    """Let the table be made together with what guards it."""
    for dialect, statements in GUARDS.items():
        for statement in statements:
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy has no types here
            event.listen(employment, "after_create", made)
