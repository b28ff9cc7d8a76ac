"""The genitive of Russian names of people: “the certificate of whom”."""

from collections.abc import Callable
from itertools import takewhile

from lms.core.text import Texts

MEN = frozenset({"никита", "илья", "лука", "фома", "кузьма", "савва", "данила", "гаврила", "миша", "дима", "лёша", "паша", "вася", "ваня"})
"""Names of men that end like those of women."""
WOMEN = frozenset({"любовь", "нинель", "адель", "рашель", "юдифь", "эсфирь", "руфь"})
IRREGULAR = {"павел": "павла", "пётр": "петра", "петр": "петра", "лев": "льва", "любовь": "любови"}
UNCHANGED = ("ых", "их", "о", "е", "ё", "э", "и", "ы", "у", "ю")
OWNERS = ("ов", "ев", "ёв", "ин", "ын")
"""How surnames end that have a form for men and one for women: Орлов, Орлова."""


def of_whom(name: Texts) -> Texts:
    """A person's name as it stands in “%(of_whom)s’s certificate”: in Russian in the genitive, in other languages as it is."""
    return {language: genitive(text) if language == "ru" else text for language, text in name.items()}


def genitive(name: str) -> str:
    """A Russian name, the given name first, in the genitive: `Анна Орлова` becomes `Анны Орловой`.

    A word in other letters, an initial, and a name that Russian does not decline stay as they are; capitals stay capitals.
    """
    given, *rest = name.split(" ")
    known = given.lower()
    woman = known in WOMEN or (known.endswith(("а", "я")) and known not in MEN)
    return " ".join([_word(given, _given), *(_word(word, _hers if woman else _his) for word in rest)])


def _word(word: str, declined: Callable[[str], str]) -> str:
    known = all("а" <= letter <= "я" or letter == "ё" for letter in word.lower().replace("-", ""))
    return "-".join(_like(part, declined(part.lower())) if len(part) > 1 else part for part in word.split("-")) if known else word


def _like(written: str, declined: str) -> str:
    """A declined word as the word was written: as far as both agree by letter, and from there on in capitals if it ended in one."""
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(written.lower(), declined, strict=False))])
    return written[:same] + (declined[same:].upper() if written[-1].isupper() else declined[same:])


def _given(name: str) -> str:
    return IRREGULAR.get(name) or _by_its_end(name)


def _his(surname: str) -> str:
    if surname.endswith(("ский", "цкий", "ой", "ый")):
        return surname[:-2] + "ого"
    return _by_its_end(surname)


def _hers(surname: str) -> str:
    if surname.endswith(tuple(f"{end}а" for end in OWNERS)):
        return surname[:-1] + "ой"
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
        return name[:-1] + ("и" if name in WOMEN else "я")
    return name + "а"
