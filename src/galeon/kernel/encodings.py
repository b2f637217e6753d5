"""Which letters are these? A CSV file does not say. Pure.

Excel writes UTF-16 ("Unicode text"), UTF-8 with a mark, or the computer's own: cp1252 in the West, GBK in China.
"""

import codecs
import re

HIGH = re.compile(rb"[\x80-\xff]+")
LINES_LOOKED_AT = 20
DELIMITERS = ",;\t|"


def decoded(content: bytes) -> str:
    """The text of a file in whatever of the usual encodings it is."""
    return content.decode(encoding_of(content), "replace")


def encoding_of(content: bytes) -> str:
    """The name of that encoding, for reading a long file line by line."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name in ("utf-8-sig", "gb18030"):
        if name == "gb18030" and not looks_chinese(content):
            break
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "cp1252"


def looks_chinese(content: bytes) -> bool:
    """GBK rather than cp1252, though most bytes could be either.

    Chinese stands in runs of pairs, mostly alone in its cell; an accented letter stands alone inside a word: the two
    of "Conceição" too.
    """
    chinese = latin = 0
    for run in HIGH.finditer(content[:1_000_000]):
        size = run.end() - run.start()
        before, after = content[run.start() - 1 : run.start()], content[run.end() : run.end() + 1]
        if size % 2 or (size == 2 and (before.isalpha() or after.isalpha())):
            latin += 1
        else:
            chinese += size // 2
    return chinese > latin


def delimiter_of(whole: str) -> str:
    """What parts the cells: the sign that stands most often in the first lines."""
    head = "\n".join(whole.splitlines()[:LINES_LOOKED_AT])
    return max(DELIMITERS, key=head.count)
