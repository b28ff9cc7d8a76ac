"""Where somebody's home is: the own path, or the page of what they do here."""

from lms.access import Role

HOMES: tuple[tuple[Role, str], ...] = (
    (Role.PARTNER_MANAGER, "reporting.portfolio"),
    (Role.PROGRAMME_ADMIN, "reporting.portfolio"),
    (Role.HEAD, "reporting.portfolio"),
    (Role.CONTENT_AUTHOR, "publishing.releases"),
    (Role.PARTNER_ADMIN, "partners.team"),
)


def home_of(roles: frozenset[Role], *, on_track: bool) -> str | None:
    """The endpoint of somebody's home; `None` is the page of the own path, which everybody with a track has, and who has no other."""
    if on_track:
        return None
    return next((endpoint for role, endpoint in HOMES if role in roles), None)
