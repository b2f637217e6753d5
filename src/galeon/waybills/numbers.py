"""Numbers as they are looked up: one rule for all of them, in Python here and in SQL as `waybills_norm`. Pure.

What is looked up alike need not be the same: two references of a merchant that differ in a dash are two references.
"""

from string import ascii_lowercase, ascii_uppercase

NUMBER_MAX = 64
NOWHERE = "-"  # no number as it is looked up: dashes are taken out
BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_TABLE = str.maketrans(ascii_lowercase, ascii_uppercase, f"{BLANKS}-\x00")


def normal(number: str) -> str:
    """A number as the directory keeps it: a-z as A-Z, without blanks and dashes; never longer than it was."""
    return number.translate(_TABLE)


def number_asked(text: str) -> str:
    """A number as it is looked up; what can be none becomes one that is never found."""
    number = normal(text)
    return number if number.isprintable() and 0 < len(number) <= NUMBER_MAX else NOWHERE
