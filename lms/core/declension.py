"""The genitive of Russian names of people: “the certificate of whom”."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from lms.core.text import Texts

MEN = frozenset({"никита", "илья", "лука", "фома", "кузьма", "савва", "данила", "гаврила", "миша", "дима", "лёша", "паша", "вася", "ваня"})
"""Names of men that end like those of women."""
WOMEN = frozenset({"любовь", "нинель", "адель", "рашель", "юдифь", "эсфирь", "руфь", "гюзель", "гузель", "асель", "айсель", "ассоль"})
EITHER = frozenset({"саша", "женя", "валя", "шура", "слава"})
"""Names of men and women; the surname tells."""
IRREGULAR = {"павел": "павла", "пётр": "петра", "петр": "петра", "лев": "льва", "любовь": "любови"}
UNCHANGED = ("ых", "их", "о", "е", "ё", "э", "и", "ы", "у", "ю")
OWNERS = ("ов", "ев", "ёв", "ин", "ын")
"""How surnames end that have a form for men and one for women: Орлов, Орлова."""
HERS = ("ова", "ева", "ёва", "ая", "яя", "вна", "чна")
"""How only names of women end, after the given name; but `-ина` is a man's, too: Щербина."""
FIRST = ("ов", "ев", "ёв", "ова", "ева", "ёва", "ский", "цкий", "ская", "цкая")
"""How a surname ends that is known as one where a given name could stand."""
GIVEN = frozenset({"яков", "иов", "лев", "ева"})
"""Given names that end so."""
FATHERS = ("вич", "ьич", "мич", "вна", "чна")
VOWELS = frozenset("аеёиоуыэюя")


def of_whom(name: Texts) -> Texts:
    """A person's name as it stands in “%(of_whom)s’s certificate”: in Russian in the genitive, in other languages as it is."""
    return {language: genitive(text) if language == "ru" else text for language, text in name.items()}


def genitive(name: str) -> str:
    """A Russian name in the genitive: `Анна Орлова` becomes `Анны Орловой`, and `Орлова Анна` becomes `Орловой Анны`.

    The given name stands first, but where the first word can only be a surname, or the third is a father's name. A word in other
    letters, an initial, and a name that Russian does not decline stay as they are; capitals stay capitals.
    """
    words = name.split(" ")
    at = 1 if _surname_first([word.lower() for word in words]) else 0
    woman = _is_woman(words[at].lower(), [word.lower() for place, word in enumerate(words) if place != at])
    given, other = (_her_given, _hers) if woman else (_his_given, _his)
    return " ".join(_word(word, given if place == at else other) for place, word in enumerate(words))


def _surname_first(words: Sequence[str]) -> bool:
    if len(words) == 3 and words[2].endswith(FATHERS) and not words[1].endswith(FATHERS):
        return True
    return len(words) > 1 and words[0].endswith(FIRST) and words[0] not in GIVEN


def _is_woman(given: str, others: Sequence[str]) -> bool:
    if given in MEN:
        return False
    hers = any(word.endswith(HERS) for word in others)
    if given in EITHER:
        return hers or not any(word.endswith((*OWNERS, "й", "вич")) for word in others)
    return hers or given in WOMEN or given.endswith(("а", "я", "гуль"))


def _word(word: str, declined: Callable[[str], str]) -> str:
    known = all("а" <= letter <= "я" or letter == "ё" for letter in word.lower().replace("-", ""))
    return "-".join(_like(part, declined(part.lower())) if len(part) > 1 else part for part in word.split("-")) if known else word


def _like(written: str, declined: str) -> str:
    """A declined word as the word was written: as far as both agree by letter, and from there on in capitals if it ended in one."""
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(written.lower(), declined, strict=False))])
    return written[:same] + (declined[same:].upper() if written[-1].isupper() else declined[same:])


def _his_given(name: str) -> str:
    return IRREGULAR.get(name) or _by_its_end(name)


def _her_given(name: str) -> str:
    if name.endswith("ь"):
        return IRREGULAR.get(name) or name[:-1] + "и"
    return _by_its_end(name) if name.endswith(("а", "я")) else name


def _his(surname: str) -> str:
    long = len([letter for letter in surname if letter in VOWELS]) > 1
    if long and surname.endswith(("ой", "ый", "кий", "гий", "хий")):
        return surname[:-2] + "ого"
    if long and surname.endswith(("ний", "жий", "чий", "ший", "щий")):
        return surname[:-2] + "его"
    return _by_its_end(surname)


def _hers(surname: str) -> str:
    if surname.endswith(tuple(f"{end}а" for end in OWNERS)):
        return surname[:-1] + "ой"
    if surname.endswith(("яя", "жая", "чая", "шая", "щая")):
        return surname[:-2] + "ей"
    if surname.endswith("ая"):
        return surname[:-2] + "ой"
    return _by_its_end(surname) if surname.endswith(("а", "я")) else surname


def _by_its_end(name: str) -> str:
    if name.endswith(UNCHANGED):
        return name
    if name.endswith("а"):
        return name[:-1] + ("и" if name[-2:-1] in "гкхжчшщ" else "ы")
    if name.endswith("я"):
        return name[:-1] + "и"
    if name.endswith(("й", "ь")):
        return name[:-1] + "я"
    return name + "а"
