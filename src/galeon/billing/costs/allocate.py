"""How a shared cost is split over its waybills, to the cent. Pure: no Django, no clock.

Largest remainder (Hamilton): each gets its part rounded down; the units left go to those whose part was cut most, ties to
the lower number. Rounding each part by itself does not sum: 842.70 + 505.62 + 151.69 = 1500.01.
"""

from collections.abc import Sequence


def shares(amount_minor: int, weights: Sequence[int], keys: Sequence[str]) -> list[int]:
    """Split `amount_minor` (of any sign) by `weights`; what each gets, in order, summing to it exactly.

    keys: the numbers ties are broken by, the lowest first; they must differ. Where all weights are 0 everybody counts
    the same. ValueError for no weights, one below 0, or keys of another length.
    """
    if len(weights) != len(keys):
        raise ValueError("a key for each weight")
    if not weights:
        raise ValueError("nobody to share with")
    if min(weights) < 0:
        raise ValueError("a weight below zero")
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    sign, amount = (-1, -amount_minor) if amount_minor < 0 else (1, amount_minor)
    parts, cut = [], []
    for weight in weights:
        part, remainder = divmod(amount * weight, whole)
        parts.append(part)
        cut.append(-remainder)
    left = amount - sum(parts)
    if left:
        for n in sorted(range(len(parts)), key=lambda n: (cut[n], keys[n]))[:left]:
            parts[n] += 1
    return [sign * part for part in parts] if sign < 0 else parts
