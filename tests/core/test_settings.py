"""Settings are checked at start: one sentence for each fault, all of them at once."""

from pathlib import Path

import pytest

from lms.core.settings import READERS, Settings, SettingsError

SECRET = {"LMS_SECRET": "s" * 40}

WRONG = {
    "LMS_SECRET": "short",
    "LMS_DATABASE": "mysql://x",
    "LMS_BASE_URL": "ftp://x",
    "LMS_CONTENT": "/no/such/folder",
    "LMS_CONTENT_LANGUAGE": "de",
    "LMS_LANGUAGE": "de",
    "LMS_ZONE": "Mars/Olympus",
    "LMS_MAIL": "http://x",
    "LMS_MAIL_FROM": "nobody",
    "LMS_DEMO": "maybe",
    "LMS_LOG_LEVEL": "loud",
    "LMS_PORT": "70000",
    "LMS_THREADS": "none",
    "LMS_OLD_SECRET": "short",
    "LMS_PROXIES": "many",
    "LMS_POSTGRES_TOOLS": "/no/such/folder",
    "LMS_KEEP_AUDIT": "0",
    "LMS_KEEP_SIGN_INS": "ever",
    "LMS_KEEP_ANSWERS": "-1",
    "LMS_KEEP_INVITATIONS": "36501",
    "LMS_KEEP_MAILS": "1.5",
    "LMS_KEEP_APPLICATIONS": "0",
}


def faults(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    return caught.value.faults


def test_without_a_secret_it_says_so_and_names_the_demo_command() -> None:
    (sentence,) = faults({})
    assert "LMS_SECRET" in sentence
    assert "python3 dev.py serve" in sentence


def test_all_faults_are_told_at_once_and_unknown_names_among_them() -> None:
    assert len(faults({"LMS_TYPO": "1", "LMS_PORT": "x"})) == 3


@pytest.mark.parametrize("name", WRONG)
def test_every_setting_refuses_what_it_cannot_use(name: str) -> None:
    told = faults(SECRET | {name: WRONG[name]})
    assert len(told) == 1
    assert told[0].startswith(name)


def test_every_setting_has_a_reader_and_a_wrong_example() -> None:
    names = {f"LMS_{name.upper()}" for name in READERS}
    assert names == set(WRONG)


def test_right_values_are_read_in_their_types(tmp_path: Path) -> None:
    given = SECRET | {
        "LMS_DEMO": "1", "LMS_PORT": "9000", "LMS_BASE_URL": "https://a.example/", "LMS_CONTENT": str(tmp_path), "LMS_MAIL": "smtp://h",
        "LMS_DATABASE": "sqlite:///x.db", "LMS_LANGUAGE": "ru", "LMS_ZONE": "Asia/Omsk", "LMS_MAIL_FROM": "a@b.example",
        "LMS_LOG_LEVEL": "debug", "LMS_THREADS": "4", "LMS_CONTENT_LANGUAGE": "ru", "PATH": "/bin",
    }  # fmt: skip
    settings = Settings.from_environment(given)
    assert (settings.demo, settings.port, settings.base_url, settings.content) == (True, 9000, "https://a.example", tmp_path)
    assert (settings.mail, settings.zone, settings.language, settings.threads) == ("smtp://h", "Asia/Omsk", "ru", 4)


def test_the_switch_of_the_tests_is_no_setting() -> None:
    assert Settings.from_environment(SECRET | {"LMS_REQUIRE": "browser"}).demo is False
