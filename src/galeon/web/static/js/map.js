// The route of one waybill on a world map: no map library, no tile server.
// Geometry: maps/world.json, two paths in Mercator units of 1/20 degree (see tools/world_map.py).
{
  const SCALE = 20, TURN = 360 * SCALE;
  const make = (name, attributes, parent) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent?.append(node);
    return node;
  };
  const rad = (degrees) => (degrees * Math.PI) / 180;
  const project = ([lon, lat]) => [lon * SCALE, (-Math.log(Math.tan(Math.PI / 4 + rad(Math.max(-58, Math.min(78, lat))) / 2)) * 180 / Math.PI) * SCALE];

  // Points of the great circle between two places.
  const arc = (a, b) => {
    const vector = ([lon, lat]) => [Math.cos(rad(lat)) * Math.cos(rad(lon)), Math.cos(rad(lat)) * Math.sin(rad(lon)), Math.sin(rad(lat))];
    const [u, v] = [vector(a), vector(b)];
    const angle = Math.acos(Math.max(-1, Math.min(1, u[0] * v[0] + u[1] * v[1] + u[2] * v[2])));
    if (angle < 1e-4) return [a, b];
    const count = Math.max(2, Math.ceil((angle * 180) / Math.PI));
    return Array.from({ length: count + 1 }, (_, i) => {
      const [p, q] = [Math.sin((1 - i / count) * angle) / Math.sin(angle), Math.sin((i / count) * angle) / Math.sin(angle)];
      const [x, y, z] = [0, 1, 2].map((k) => p * u[k] + q * v[k]);
      return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
    });
  };
  // No jump at the antimeridian: each point within half a turn of the one before.
  const follow = (points, from) => {
    let last = from;
    return points.map(([x, y]) => {
      if (last !== null) x += Math.round((last - x) / TURN) * TURN;
      last = x;
      return [x, y];
    });
  };

  const draw = async (box) => {
    const stops = JSON.parse(document.getElementById(box.dataset.route).textContent);
    if (!stops.length) return;
    const world = await (await fetch(box.dataset.world)).json();
    const legs = [];
    let x = null;
    stops.forEach((stop, i) => {
      const points = follow((i ? arc([stops[i - 1].lon, stops[i - 1].lat], [stop.lon, stop.lat]) : [[stop.lon, stop.lat]]).map(project), x);
      x = points.at(-1)[0];
      stop.at = points.at(-1);
      if (i) legs.push({ points, done: stop.passed });
    });
    const svg = make("svg", { role: "img", "aria-label": box.dataset.label, preserveAspectRatio: "xMidYMid slice" });
    const land = make("g", {}, svg);
    const all = [...stops.map((stop) => stop.at), ...legs.flatMap((leg) => leg.points)];
    const turns = [-2, -1, 0, 1, 2].map((turn) => turn * TURN);
    for (const dx of turns) {
      make("path", { class: "land", d: world.land, transform: `translate(${dx} 0)` }, land);
      make("path", { class: "lines", d: world.lines, transform: `translate(${dx} 0)` }, land);
    }
    for (const leg of legs) make("path", { class: leg.done ? "way" : "way ahead", d: "M" + leg.points.map((p) => p.map(Math.round).join(" ")).join("L") }, svg);
    const marks = make("g", {}, svg);
    const fit = () => frame(svg, marks, all, stops, box);
    box.replaceChildren(svg, ...box.querySelectorAll(".map-note"));
    new ResizeObserver(fit).observe(box);
    fit();
  };

  // The window shows every stop with room for its name, whatever the box's shape.
  const frame = (svg, marks, all, stops, box) => {
    const { clientWidth: width, clientHeight: height } = box;
    if (!width || !height) return;
    const [xs, ys] = [all.map((p) => p[0]), all.map((p) => p[1])];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const room = { x: Math.min(70, width * .15), y: 38 };
    const unit = Math.max((right - left) / (width - 2 * room.x), (bottom - top) / (height - 2 * room.y), 1.2);
    const [w, h] = [width * unit, height * unit];
    svg.setAttribute("viewBox", `${(left + right - w) / 2} ${(top + bottom - h) / 2} ${w} ${h}`);
    marks.replaceChildren();
    const taken = stops.map(({ at: [x, y] }) => ({ x1: x - 6 * unit, x2: x + 6 * unit, y1: y - 6 * unit, y2: y + 6 * unit }));
    for (const stop of stops) {
      const [x, y] = stop.at;
      if (stop.here) make("circle", { class: "halo", cx: x, cy: y, r: 11 * unit }, marks);
      make("circle", { class: stop.here ? "here" : "stop", cx: x, cy: y, r: (stop.here ? 5.5 : 4.5) * unit }, marks);
      if (stop.name) name(marks, stop, unit, taken, { left: (left + right - w) / 2, w });
    }
  };
  // A name stands below its stop, or above or beside it where another name stands already.
  const name = (marks, { name: words, at: [x, y] }, unit, taken, view) => {
    const half = (words.length * ([...words].some((c) => c > "\u2e80") ? 12 : 6.6) * unit) / 2 + 3 * unit;
    const spots = [[0, 20, "middle"], [0, -11, "middle"], [10, 4, "start"], [-10, 4, "end"]];
    const boxOf = ([dx, dy, anchor]) => {
      const start = x + dx * unit - (anchor === "middle" ? half : anchor === "end" ? 2 * half : 0);
      return { x1: start, x2: start + 2 * half, y1: y + (dy - 12) * unit, y2: y + (dy + 4) * unit };
    };
    const free = (box) => box.x1 > view.left && box.x2 < view.left + view.w
      && !taken.some((other) => box.x1 < other.x2 && box.x2 > other.x1 && box.y1 < other.y2 && box.y2 > other.y1);
    const spot = spots.find((each) => free(boxOf(each))) ?? spots[0];
    taken.push(boxOf(spot));
    const text = make("text", { x: x + spot[0] * unit, y: y + spot[1] * unit, "font-size": 12 * unit, "stroke-width": 3 * unit, "text-anchor": spot[2] }, marks);
    text.textContent = words;
  };
  document.querySelectorAll("[data-route]").forEach((box) => { draw(box).catch(() => box.classList.add("no-map")); });
}
