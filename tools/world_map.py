"""Make the map's geometry once: `python tools/world_map.py countries-50m.json FOLDER`.

Input: world-atlas 2.0.2 `countries-50m.json` (TopoJSON, npm). Output: two SVG paths in Mercator units
of 1/20 degree, relative integer steps: `land` (filled rings, cut at the antimeridian so that none paints
a band across the page) and `lines` (coasts and borders, every shared arc drawn once, no seam at 180): `world.json`.
`countries.json` has a point inside the largest part of each country, by ISO alpha-2 code.
"""

import itertools
import json
import math
import sys
from pathlib import Path

import pycountry

SCALE = 20
LAT_MIN, LAT_MAX = -58.0, 78.0
TOLERANCE = 1.2  # in output units: 0.06 degree
RING_MIN = 4.0  # smallest bounding box side kept, output units

Point = tuple[float, float]


def projected(lon: float, lat: float) -> Point:
    """Mercator, y downwards, in 1/20 degree of longitude."""
    lat = min(max(lat, LAT_MIN), LAT_MAX)
    y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
    return lon * SCALE, -y * SCALE


def decoded(topology: dict) -> list[list[Point]]:
    """The arcs as absolute longitude and latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def unwrapped(points: list[Point]) -> list[Point]:
    """Longitudes without jumps: each step takes the short way round."""
    out = [points[0]]
    for lon, lat in points[1:]:
        while lon - out[-1][0] > 180:
            lon -= 360
        while lon - out[-1][0] < -180:
            lon += 360
        out.append((lon, lat))
    return out


def simplified(points: list[Point]) -> list[Point]:
    """Douglas-Peucker, without recursion."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        worst, at = TOLERANCE, 0
        (ax, ay), (bx, by) = points[first], points[last]
        length = math.hypot(bx - ax, by - ay)
        for i in range(first + 1, last):
            px, py = points[i]
            if length:
                away = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
            else:
                away = math.hypot(px - ax, py - ay)
            if away > worst:
                worst, at = away, i
        if at:
            keep[at] = True
            stack += [(first, at), (at, last)]
    return [p for p, kept in zip(points, keep, strict=True) if kept]


def half_plane(ring: list[Point], edge: float, sign: int) -> list[Point]:
    """Sutherland-Hodgman against one meridian (output units)."""
    out: list[Point] = []
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside_a, inside_b = sign * (ax - edge) >= 0, sign * (bx - edge) >= 0
        if inside_a:
            out.append((ax, ay))
        if inside_a != inside_b:
            out.append((edge, ay + (by - ay) * (edge - ax) / (bx - ax)))
    return out


def cut(ring: list[Point]) -> list[list[Point]]:
    """The ring in pieces that each lie between -180 and 180 degrees."""
    half = 180 * SCALE
    pieces = []
    for turn in (-1, 0, 1):
        moved = [(x + turn * 2 * half, y) for x, y in ring]
        piece = half_plane(half_plane(moved, -half, 1), half, -1)
        if len(piece) > 2:
            pieces.append(piece)
    return pieces


def path(points: list[Point], *, closed: bool) -> str:
    """One subpath in relative integer steps."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = []
    for (ax, ay), (bx, by) in itertools.pairwise(whole):
        if (ax, ay) != (bx, by):
            steps.append(f"{bx - ax} {by - ay}")
    if not steps:
        return ""
    body = " ".join(steps).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{body}" + ("z" if closed else "")


def large_enough(points: list[Point]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys)) >= RING_MIN


def area_and_middle(ring: list[Point]) -> tuple[float, Point]:
    """Area and centroid of a ring in degrees, flattened by the cosine of its latitude."""
    total = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = ax * by - bx * ay
        total, x, y = total + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    middle = (x / (3 * total), y / (3 * total)) if total else ring[0]
    return abs(total / 2) * math.cos(math.radians(middle[1])), middle


def middles(topology: dict, arcs: list[list[Point]]) -> dict[str, list[float]]:
    """ISO alpha-2 -> the middle of the country's largest ring."""
    found = {}
    for country in topology["objects"]["countries"]["geometries"]:
        known = pycountry.countries.get(numeric=str(country.get("id", "")))
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country.get("arcs", [])
        if not known or not polygons:
            continue
        rings = []
        for polygon in polygons:
            points = [p for i in polygon[0] for p in (arcs[i] if i >= 0 else arcs[~i][::-1])[:-1]]
            rings.append(area_and_middle(unwrapped(points)))
        lon, lat = max(rings)[1]
        found[known.alpha_2] = [round((lon + 180) % 360 - 180, 2), round(lat, 2)]
    return dict(sorted(found.items()))


def main(source: Path, folder: Path) -> None:
    topology = json.loads(source.read_text())
    arcs = decoded(topology)
    small = [simplified([projected(*p) for p in unwrapped(arc)]) for arc in arcs]
    land, used = [], set()
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("properties", {}).get("name") == "Antarctica":
            continue
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country.get("arcs", [])
        for index_ring in (ring for polygon in polygons for ring in polygon):
            points: list[Point] = []
            for i in index_ring:
                part = small[i] if i >= 0 else small[~i][::-1]
                if points:  # the next arc starts where the last one ended, perhaps a turn away
                    turn = round((points[-1][0] - part[0][0]) / (360 * SCALE)) * 360 * SCALE
                    part = [(x + turn, y) for x, y in part[1:]]
                points += part
            if large_enough(points):
                used |= {i if i >= 0 else ~i for i in index_ring}
                land += [path(piece, closed=True) for piece in cut(points)]
    lines = []
    for i in sorted(used):
        for turn in (-1, 0, 1):
            moved = [(x + turn * 360 * SCALE, y) for x, y in small[i]]
            if any(-180 * SCALE <= x <= 180 * SCALE for x, _ in moved):
                lines.append(path(moved, closed=False))
    (folder / "world.json").write_text(json.dumps({"land": "".join(land), "lines": "".join(lines)}) + "\n")
    (folder / "countries.json").write_text(json.dumps(middles(topology, arcs)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
