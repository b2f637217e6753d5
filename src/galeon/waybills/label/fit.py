"""How large a text may be to stay in its box. Reckoned with the widest shape of each letter, so never too optimistic."""

import re
from collections.abc import Iterator

import msgspec

from galeon.kernel.documents.glyphs import size_mem
from galeon.waybills.label.plan import Block

MEM = 1000 * 100  # thousandths of the size, times percent of a line's scale
_EAST_ASIAN = r"\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
# No line begins with these, nor ends with those.
_CLOSING = r"[、。，．・：；？！」』）］｝〕〉》】〗〙｠»…‥ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶｧ-ｰ゛゜｡｣､･]"
_OPENING = r"[「『（［｛〔〈《【〖〘｟«｢]"
# A word ends at a space, an ideograph, or after a dash or slash that a letter follows ("PO-2026-" breaks before no digit).
_WORD = rf"[^ {_EAST_ASIAN}]+?(?:[-/](?=[^\W\d_])|(?=[ {_EAST_ASIAN}])|$)"
_TOKEN = re.compile(rf"{_OPENING}*(?:{_WORD}|[{_EAST_ASIAN}]){_CLOSING}*|{_OPENING}+| +")


class Fit(msgspec.Struct, frozen=True):
    """The index into the block's sizes, and each of its lines as it breaks at that size."""

    at: int
    rows: tuple[list[str], ...]

    @property
    def is_certain(self) -> bool:
        """No line breaks, so the printer's own rules for breaking cannot make it longer."""
        return all(len(rows) == 1 for rows in self.rows)


def fit(block: Block) -> Fit | None:
    """The first size at which the block fits its box; None when it does at none."""
    sizes_mem = [size_mem(line.text) for line in block.lines]
    for at, size in enumerate(block.sizes):
        rows: list[list[str]] = []
        height = 0
        for line, of_line in zip(block.lines, sizes_mem, strict=True):
            room_mem = block.box.w * MEM // (size * line.scale)
            rows.append([line.text] if of_line.width <= room_mem else wrap(line.text, room_mem))
            height += len(rows[-1]) * (of_line.ascent + of_line.descent) * size * line.scale
        if height <= block.box.h * MEM:
            return Fit(at, tuple(rows))
    return None


def wrap(text: str, room_mem: int) -> list[str]:
    """Broken into lines no wider than `room_mem`: between words, between ideographs, and inside a word too wide alone."""
    lines: list[str] = []
    line, width_mem = "", 0
    for token, token_mem in _tokens(text, room_mem):
        if line and width_mem + token_mem > room_mem and token.strip():
            lines.append(line.rstrip())
            line, width_mem = "", 0
        if line or token.strip():
            line += token
            width_mem += token_mem
    return [*lines, line.rstrip()] if line or not lines else lines


def words(text: str) -> list[str]:
    """The stretches that a printer will not break by itself, with the spaces between them: joined, they are the text."""
    return _TOKEN.findall(text)


def _tokens(text: str, room_mem: int) -> Iterator[tuple[str, int]]:
    for token in words(text):
        width_mem = size_mem(token).width
        if width_mem <= room_mem:
            yield token, width_mem
        else:
            yield from ((character, size_mem(character).width) for character in token)
