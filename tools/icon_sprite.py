"""Renew the sprite: `python tools/icon_sprite.py LUCIDE_ICONS_FOLDER`: only the icons the pages use.

Input: the `icons` folder of lucide-static (npm). Output: src/galeon/web/static/icons/lucide.svg.
"""

import re
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src" / "galeon" / "web"


def used() -> set[str]:
    """The names that templates, scripts and views ask for."""
    names: set[str] = set()
    for path in WEB.rglob("*.html"):
        text = path.read_text()
        names |= set(re.findall(r"""{% icon "([a-z0-9-]+)" %}""", text))
    for path in WEB.rglob("*.py"):
        names |= set(re.findall(r"""icon="([a-z0-9-]+)\"""", path.read_text()))
    for path in (WEB / "static" / "js").rglob("*.js"):
        names |= set(re.findall(r"""icon\("([a-z0-9-]+)"\)""", path.read_text()))
    return names


def main(icons: Path) -> None:
    symbols = []
    for name in sorted(used()):
        svg = (icons / f"{name}.svg").read_text()
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if body is None:
            raise ValueError(name)
        shapes = re.sub(r"\s*\n\s*", "", body.group(1)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = (
        '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide 1.62.0, ISC licence: vendor/lucide@1.62.0/LICENSE -->\n'
    )
    (WEB / "static" / "icons" / "lucide.svg").write_text(sprite + "\n".join(symbols) + "\n</svg>\n")
    sys.stdout.write(f"{len(symbols)} icons\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
