"""Recording who opened which material."""

from datetime import datetime

from lms.access import Actor
from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.events import Event
from lms.materials.events import MaterialOpened
from lms.materials.models import AccessAction, MaterialAccess
from lms.materials.rules import Material


def record_access(actor: Actor, material: Material, now: datetime, file: str = "") -> list[Event]:
    """Record that the actor saw the material's page or, with a `file`, was given that file. Each time counts.

    Raises:
        NotFound: the material has no such file.
    """
    if file and all(one.name != file for one in material.files):
        raise NotFound
    action = AccessAction.DOWNLOAD if file else AccessAction.VIEW
    row = MaterialAccess(material=material.id, version=material.version, file=file, action=action, at=now)
    row.person_id, row.partner_id = actor.person, actor.partner
    db.session.add(row)
    db.session.flush()
    return [
        MaterialOpened(
            at=now, by=actor.person, person=actor.person, partner=actor.partner,
            material=material.id, version=material.version, file=file,
        )
    ]  # fmt: skip
