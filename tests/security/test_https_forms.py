"""Forms over HTTPS: the token decides, and a page that hides its address by sending no referrer can still send its form."""

import re
from pathlib import Path

from lms import tables
from lms.app import create_app
from lms.core.db import db
from lms.core.settings import Settings

BASE = "https://academy.example"


def test_over_https_a_form_needs_its_token_and_no_referrer(tmp_path: Path) -> None:
    app = create_app(Settings(secret="x" * 40, database=f"sqlite:///{tmp_path / 'a.db'}", base_url=BASE), testing=True)
    with app.app_context():
        tables.metadata.create_all(db.engine)
    client = app.test_client()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in", base_url=BASE).text)
    assert found is not None
    codes = [
        client.post("/preferences/language", base_url=BASE, data={"language": "ru", "csrf_token": token}).status_code
        for token in (found[1], "", "x" + found[1])
    ]
    assert codes == [303, 400, 400]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
