"""Every door names its permission, and every answer carries its headers."""

from flask import Flask

from lms.web.guards import permissions_of


def test_every_endpoint_names_a_permission(app: Flask) -> None:
    assert [endpoint for endpoint, permission in permissions_of(app).items() if permission is None] == []
