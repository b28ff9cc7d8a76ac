"""Publishes checked trees and goes back to older releases, in the caller's transaction."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from lms.certificates.rules import Anchor, Certification, Certifications
from lms.core.content.media import media_type
from lms.core.content.tree import Tree
from lms.core.errors import Refused
from lms.core.events import Event
from lms.core.ids import PersonId, ReleaseId, RevisionHash
from lms.core.text import nmsg
from lms.core.turns import take_turn
from lms.courses.rules import Catalogue
from lms.programme import service as programme
from lms.publishing.check import Checked
from lms.publishing.library import Library, library_of
from lms.publishing.since import compared
from lms.publishing.stored import Stored, list_hash, read_stored
from lms.releases import queries, service
from lms.releases.events import ReleasePublished
from lms.releases.models import Release
from lms.releases.service import NewBlob, NewItem


def publish(checked: Checked, tree: Tree, by: PersonId | None, now: datetime) -> tuple[Release, list[Event]]:
    """Store a checked tree as a release and make it the current one. The same content is the same release, and then nothing happens.

    Raises:
        Refused: the tree has errors, or changes the meaning of what is released; or the version of the programme gives too little notice.
        Conflict: the version of the programme is published with other rules.
    """
    # Who publishes at the same moment is waited for: what is compared here is compared with what they made.
    take_turn("publishing", "")
    library = dated(_whole(against_release(checked, tree, now)), now)
    items = list(library.items())
    tree_hash = _hash_of(library)
    published: list[Event] = []
    release = queries.release_of(tree_hash)
    if release is None:
        service.store_blobs(_blobs(items, tree))
        release = service.store(
            tree_hash, [NewItem(one.kind, one.slug, one.revision, one.body) for one in items], _summary(items), by, now
        )  # fmt: skip
        published.append(ReleasePublished(at=now, by=by, release=release.id, tree_hash=tree_hash))
    activated = service.activate(release.id, by, now)
    ruled = programme.publish_version(library.programme, now, by) if library.programme else []
    # A release that is new tells so itself; that it is served needs no second event.
    return release, [*(published or activated), *ruled]


def against_release(checked: Checked, tree: Tree, now: datetime) -> Checked:
    """What was checked, with what is wrong in comparison with the release in use. Content that was released once may always come back."""
    if checked.library is None or queries.release_of(_hash_of(dated(checked.library, now))):
        return checked
    return compared(checked, tree, library_of(queries.current()))


def activate(release_id: ReleaseId, by: PersonId | None, now: datetime) -> list[Event]:
    """Serve an older release again. Versions of the programme, attempts and certificates stay as they are.

    Raises:
        NotFound: there is no such release.
    """
    return service.activate(release_id, by, now)


def dated(library: Library, now: datetime) -> Library:
    """Put the day of release into certifications that count from a course's release: the first day on which it was offered, for ever."""
    items = {slug: _dated(one, library.catalogue, now) for slug, one in library.certifications.items.items()}
    return replace(library, certifications=Certifications(items))


def _whole(checked: Checked) -> Library:
    if checked.library is None:
        raise Refused(
            nmsg("The content has %(n)s error and is not published.", "The content has %(n)s errors and is not published.", checked.errors)
        )
    return checked.library


def _hash_of(library: Library) -> RevisionHash:
    return list_hash((item.kind, item.slug, item.revision) for item in library.items())


def _dated(certification: Certification, catalogue: Catalogue, now: datetime) -> Certification:
    validity = certification.validity
    if validity is None or validity.anchor is not Anchor.COURSE_RELEASE:
        return certification
    course = catalogue.courses.get(validity.course)
    if course is None or not course.offered:
        return certification
    earlier: list[Certification] = [read_stored("certification", body) for body in queries.bodies_of("certification", certification.id)]
    days = [
        one.validity.released_on for one in earlier if one.validity and one.validity.course == validity.course and one.validity.released_on
    ]  # fmt: skip
    return replace(certification, validity=replace(validity, released_on=min(days, default=now.astimezone(UTC).date())))


def _blobs(items: list[Stored], tree: Tree) -> list[NewBlob]:
    blobs = []
    for item in items:
        if item.kind in ("media", "file"):
            path = read_stored(item.kind, item.body).path
            blobs.append(NewBlob(RevisionHash(item.slug), media_type(path) or "application/octet-stream", tree.files[path]))
    return blobs


def _summary(items: list[Stored]) -> dict[str, int]:
    return dict(sorted(Counter(item.kind for item in items).items()))
