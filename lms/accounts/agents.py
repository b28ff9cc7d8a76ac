"""The browser and the system behind the string that a browser sends, in plain words."""

import re

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex Browser"), ("SamsungBrowser", "Samsung Internet"), ("Vivaldi", "Vivaldi"),
    ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("HeadlessChrome", "Chrome"), ("Chrome", "Chrome"),
    ("AppleWebKit.*Version/", "Safari"),
)  # fmt: skip
"""Marks in the order in which they are looked for: most browsers name others besides themselves."""
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Mac OS X|Macintosh", "macOS"), ("Linux|X11", "Linux"),
)  # fmt: skip


def agent_names(agent: str) -> tuple[str, str]:
    """The names of the browser and the system, each empty where nothing tells it. Names are not translated."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in marks if re.search(mark, agent)), "")
