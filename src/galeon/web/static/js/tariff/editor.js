// The desk of one version: tabs, faults, saving, and what is kept between two loads of the page.
{
  const { find, every, cells } = window.galeon;
  const { say } = cells;
  const given = (id) => JSON.parse(find(id).textContent);
  const desk = given("#desk-data");
  const draft = new window.galeon.Doc(`galeon-draft-${desk.id}`, given("#draft"), desk.stamp);
  const faults = new Map();
  window.galeon.draft = desk.is_fixed ? null : draft;
  window.galeon.token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  /** Every value that could not be read: {tab, grid, row, col} of each. */
  window.galeon.unreadable = (data) => {
    const found = [];
    data.grids.forEach((grid, number) => {
      grid.lines.forEach((line, row) => { if (line.to_milli?.f) found.push({ tab: "grids", grid: number, row, col: 0 }); });
      grid.cells.forEach((cellsOf, row) => cellsOf.forEach((cell, col) => { if (cell?.f) found.push({ tab: "grids", grid: number, row, col: col + 1 }); }));
      if (JSON.stringify(grid.like).includes('"f":')) found.push({ tab: "grids", grid: number, row: 0, col: 0 });
    });
    const scan = (tab, list, name) => list.forEach((row, index) => { if (JSON.stringify(row).includes('"f":')) found.push({ tab, row: index, col: 0, name }); });
    scan("rules", data.rest, "rest");
    for (const name of ["steps", "divisors", "minimums"]) scan("weights", data[name], name);
    scan("head", [{ ...data, grids: [], rest: [], zones: [], steps: [], divisors: [], minimums: [] }]);
    return found;
  };

  const prices = new window.galeon.Prices(draft, desk, faults);
  const tables = window.galeon.tables().map((name) => new window.galeon.Table(name, draft, desk, faults));
  const plain = (host, name, columns, empty) => {
    const grid = window.galeon.makeGrid(find(host), find(`#tab-${name === "zones" ? "zones" : "weights"}`).textContent, desk.is_fixed);
    const source = new window.galeon.TableSource(draft, name, columns, empty, desk, faults);
    const line = find(name === "zones" ? "[data-say-zones]" : "[data-say-steps]");
    grid.onMove(() => { line.textContent = source.rows ? source.fault(grid.at.row, grid.at.col) : ""; line.classList.toggle("bad", Boolean(line.textContent)); });
    every(`[data-${name === "zones" ? "zone" : "step"}-tool]`).forEach((button) => button.addEventListener("click", () => {
      const tool = button.dataset.zoneTool ?? button.dataset.stepTool;
      const { top, bottom } = grid.range;
      if (tool === "add") { source.add(1, source.rows); grid.select(source.rows - 1, 0); }
      else if (source.rows) source.remove(top, bottom);
      grid.host.focus();
    }));
    return { name, grid, source };
  };
  const zoneColumns = [["code", say("zone"), null], ["country", say("country"), null], ["postcode_prefix", say("from"), null], ["postcode_to", say("until"), null], ["region", say("region"), null], ["origin", say("origin"), null]];
  const stepColumns = [["above_milli", say("above_weight", { unit: desk.unit }), 3], ["step_milli", say("round_to", { unit: desk.unit }), 3]];
  const grids = [plain("#grid-zones", "zones", zoneColumns, { code: "", country: "", postcode_prefix: "", postcode_to: "", region: "", origin: "" }), plain("#grid-steps", "steps", stepColumns, { above_milli: 0, step_milli: 1000 })];

  const draw = (what) => {
    if (what === "saved") { state(); return; }
    if (!what || what === "grids" || what === "zones") prices.show(prices.number);
    tables.forEach((table) => { if (!what || what === table.name) table.draw(); });
    grids.forEach((one) => { if (!what || what === one.name) one.grid.show(one.source); });
    if (!what || what === "head") window.galeon.drawHead(draft, desk, faults);
    state();
  };
  const state = () => {
    const line = find("[data-save-state]");
    if (!line) return;
    line.textContent = draft.isDirty ? say("unsaved") : draft.done.length ? say("saved") : say("nothing");
    line.classList.toggle("is-dirty", draft.isDirty);
  };

  const open = (tab, isFocused = false) => {
    every("[role=tab][data-tab]").forEach((button) => {
      const isOpen = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(isOpen));
      button.tabIndex = isOpen ? 0 : -1;
      find(`#pane-${button.dataset.tab}`).hidden = !isOpen;
      if (isOpen && isFocused) button.focus();
    });
    requestAnimationFrame(() => { prices.grid.draw(); grids.forEach((one) => one.grid.draw()); });
  };
  every("[role=tab][data-tab]").forEach((button, index, all) => {
    button.addEventListener("click", () => open(button.dataset.tab));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { event.preventDefault(); open(all[(index + step + all.length) % all.length].dataset.tab, true); }
    });
  });

  /** Go to a place: the tab, the cell or the row. */
  const go = (place) => {
    open(place.tab || "grids");
    if (place.tab === "grids" && place.row !== undefined) {
      prices.show(place.grid ?? 0);
      prices.grid.select(place.row, place.col ?? 0);
      prices.grid.host.focus();
    } else if (place.tab === "zones") { grids[0].grid.select(place.row ?? 0, place.col ?? 0); grids[0].grid.host.focus(); }
    else if (place.tab === "weights" && place.name === "steps") { grids[1].grid.select(place.row ?? 0, 0); grids[1].grid.host.focus(); }
    else if (place.row !== undefined) {
      const table = tables.find((one) => one.name === (place.tab === "rules" ? "rest" : place.name));
      if (table) { table.at = place.row; table.draw(); table.panel.scrollIntoView({ block: "nearest" }); }
    }
  };
  window.galeon.go = go;

  const mark = (found) => {
    faults.clear();
    for (const place of found) {
      if (place.tab === "grids" && place.row !== undefined) faults.set(`grids:${place.grid}:${place.row}:${place.name === "weight_milli_to" ? 0 : place.col + 1}`, place.text);
      else if (place.tab === "zones") faults.set(`zones:${place.row}:${place.col}`, place.text);
      else if (place.tab === "weights" && place.name === "steps") faults.set(`steps:${place.row}:0`, place.text);
      else if (place.tab === "rules" || place.tab === "weights") faults.set(`${place.tab === "rules" ? "rest" : place.name}:${place.row}`, { [place.name]: place.text });
      else if (place.tab === "head") faults.set("head", { ...faults.get("head"), [place.name]: place.text });
    }
  };
  const list = (head, found) => {
    const box = find("#faults");
    box.hidden = !head;
    find("[data-faults-head]").textContent = head;
    find("[data-faults-list]").replaceChildren(...found.slice(0, 50).map((place) => {
      const line = document.createElement("li");
      const link = document.createElement("button");
      link.type = "button";
      link.className = "row-button";
      link.textContent = place.text;
      link.addEventListener("click", () => go(place.tab === "grids" && place.row !== undefined ? { ...place, col: place.name === "weight_milli_to" ? 0 : place.col + 1 } : place));
      line.append(link);
      return line;
    }));
    if (head) box.scrollIntoView({ block: "nearest" });
  };

  const save = async () => {
    const wrong = window.galeon.unreadable(draft.data);
    if (wrong.length) { list(say("unreadable", { count: wrong.length }), []); go(wrong[0]); return false; }
    const { turn } = draft;
    const button = find("[data-save]");
    button.disabled = true;
    find("[data-save-state]").textContent = say("saving");
    try {
      const reply = await fetch(`${location.pathname}/save`, { method: "POST", body: JSON.stringify(draft.data), headers: { "Content-Type": "application/json", "X-CSRFToken": window.galeon.token(), "X-Stamp": draft.stamp } });
      const answer = await reply.json();
      mark(answer.faults ?? []);
      const head = reply.ok ? "" : answer.text || say("faults", { count: (answer.faults ?? []).length });
      list(head, answer.faults ?? []);
      if (reply.ok) { find("#kept").hidden = true; draft.saved(answer.stamp, turn); }
      if (!reply.ok) draw();
      return reply.ok;
    } catch { window.galeon.toast(say("save_failed"), "bad"); return false; } finally { button.disabled = false; state(); }
  };
  find("[data-save]")?.addEventListener("click", save);
  find("[data-check]")?.addEventListener("submit", async (event) => { // what is checked is what was saved
    if (!draft.isDirty) return;
    event.preventDefault();
    const form = event.currentTarget;
    if (await save()) form.submit();
  });

  const kept = desk.is_fixed ? null : draft.kept();
  if (kept?.data) {
    draft.data = kept.data;
    draft.isDirty = true;
    find("#kept").hidden = false;
    const when = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    find("[data-kept-text]").textContent = say(kept.stamp === desk.stamp ? "restored" : "restored_old", { when });
    find("[data-drop-kept]").addEventListener("click", () => { draft.forget(); location.reload(); });
  }
  draft.onChange(draw);
  draw();
  new window.galeon.Trial(draft, desk);
  if (location.hash.startsWith("#at=")) go(JSON.parse(decodeURIComponent(location.hash.slice(4))));
}
