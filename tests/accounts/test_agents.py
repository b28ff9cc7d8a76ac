"""What browsers say of themselves, in plain words."""

import pytest

from lms.accounts.agents import agent_names
from lms.accounts.rules import AGENT_LENGTH

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
AGENTS = [
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge", "Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/128.0.0.0 YaBrowser/24.10 Safari/537.36", "Yandex Browser", "Windows"),
    (f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} HeadlessChrome/131.0.0.0 Safari/537.36", "Chrome", "Linux"),
    ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Linux"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {KHTML} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
    (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15", "Safari", "macOS"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} CriOS/131.0 Mobile/15E148 Safari/604.1",
     "Chrome", "iPhone"),
    ("curl/8.5.0", "", ""),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("agent", "browser", "system"), AGENTS, ids=[f"{browser}-{system}-{n}" for n, (_, browser, system) in enumerate(AGENTS)]
)
def test_a_browser_and_its_system_are_named_by_what_is_kept_of_the_agent(agent: str, browser: str, system: str) -> None:
    assert agent_names(agent[:AGENT_LENGTH]) == (browser, system)
