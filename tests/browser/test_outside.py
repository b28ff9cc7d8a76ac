"""The browser of the tests finds no other machine, whatever a page asks for."""

import pytest
from playwright.sync_api import Error, Page


@pytest.mark.parametrize("address", ["http://outside.example/", "http://192.0.2.1/", "https://example.com/"])
def test_no_other_machine_is_found(page: Page, address: str) -> None:
    with pytest.raises(Error, match=r"ERR_NAME_NOT_RESOLVED|ERR_ADDRESS_UNREACHABLE"):
        page.goto(address, timeout=10_000)
