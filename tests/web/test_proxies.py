"""Behind a proxy the address that counts is the client's, and nobody can make one up; without one no header is believed."""

import pytest
from flask import Flask, request

from lms.app import create_app
from lms.core.settings import Settings, SettingsError

SECRET = "tests only, never anywhere else, 40 long"


def seen(proxies: int, base_url: str = "https://academy.example", **headers: str) -> tuple[str | None, str]:
    """The client's address and the scheme that a view sees."""
    app: Flask = create_app(Settings(secret=SECRET, database="sqlite:///:memory:", base_url=base_url, proxies=proxies), testing=True)
    found: list[tuple[str | None, str]] = []

    def look() -> str:
        found.append((request.remote_addr, request.url))
        return "looked"

    app.view_functions["assets.alive"] = look
    given = {"Host": "academy.example", **{name.replace("_", "-"): value for name, value in headers.items()}}
    assert app.test_client().get("/healthz", headers=given, environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200
    return found[0]


def test_without_a_proxy_no_header_is_believed() -> None:
    assert seen(0, X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https") == ("127.0.0.1", "http://academy.example/healthz")


def test_behind_one_the_client_is_the_last_address_whatever_stands_before_it() -> None:
    told = seen(1, X_Forwarded_For="203.0.113.66, 198.51.100.7", X_Forwarded_Proto="https")
    assert told == ("198.51.100.7", "https://academy.example/healthz")


def test_behind_two_the_first_proxy_is_not_taken_for_the_client() -> None:
    told = seen(2, X_Forwarded_For="203.0.113.66, 198.51.100.7, 10.0.0.1", X_Forwarded_Proto="https, https")
    assert told[0] == "198.51.100.7"


def test_a_proxy_cannot_change_the_host() -> None:
    assert seen(1, X_Forwarded_Host="evil.example", X_Forwarded_For="198.51.100.7")[1].endswith("//academy.example/healthz")


@pytest.mark.parametrize("number", ["-1", "ten", "10"])
def test_a_number_of_proxies_that_cannot_be_is_told(number: str) -> None:
    with pytest.raises(SettingsError, match="LMS_PROXIES must be a whole number from 0 to 9"):
        Settings.from_environment({"LMS_SECRET": SECRET, "LMS_PROXIES": number})
