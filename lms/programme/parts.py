"""What stands inside a requirement, of whatever kind it is."""

from dataclasses import fields, is_dataclass
from typing import Any


def leaves(rule: Any) -> list[Any]:
    """The requirements inside a rule that hold no others; a rule without any is one itself."""
    inner = parts_of(rule)
    return [leaf for one in inner for leaf in leaves(one)] if inner else [rule]


def parts_of(rule: Any) -> list[Any]:
    """The requirements that stand directly in a rule."""
    values = [getattr(rule, name) for name in names_of(rule)]
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,)) if is_rule(one)]


def names_of(rule: Any) -> list[str]:
    """The names of what a value is made of; none for one that is no dataclass."""
    return [one.name for one in fields(rule)] if is_dataclass(rule) else []


def is_rule(value: object) -> bool:
    """Whether a value is a requirement: it can be asked whether it holds, and on which days it turns."""
    return is_dataclass(value) and hasattr(value, "holds") and hasattr(value, "turns")
