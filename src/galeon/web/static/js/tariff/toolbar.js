// The prices tab: which fee is shown, its tools, what the cursor stands on, and the terms of the fee and of a bracket.
{
  const { find, every, cells } = window.galeon;
  const { say } = cells;
  const LIKE = ["code", "cargo_class", "origin", "min_minor", "max_minor", "factor", "option", "area", "tier", "valid_from", "valid_to", "fuelable", "when"];
  const LINE = ["basis", "first_milli", "step_milli"];
  const IN_GRIDS = ["first_continued", "per_kg", "graduated", "per_ticket", "per_piece", "per_cbm"];

  /** Give the brackets of some lines another basis; a first weight brings a line of its own, and takes it away again. */
  const rebase = (source, rows, basis) => {
    const brackets = [...new Set(rows.map((row) => source.twins(row).at(-1)))].sort((a, b) => b - a);
    source.reshape(source.grid, ["lines", "cells"], () => {
      for (const row of brackets) {
        const { lines, cells: table, zones } = source.grid;
        const has = source.twins(row).length > 1;
        const steps = basis === "first_continued" ? { first_milli: lines[row].first_milli || 500, step_milli: lines[row].step_milli || 500 } : { first_milli: 0, step_milli: 0 };
        const changed = { ...lines[row], ...steps, basis };
        lines[row] = changed;
        const keeps = basis === "first_continued" || (has && lines[row - 1].basis !== "first_continued" && ["per_kg", "graduated", "per_cbm"].includes(basis));
        if (has && keeps) lines[row - 1] = { ...changed, part: "first" };
        else if (has) { lines.splice(row - 1, 1); table.splice(row - 1, 1); }
        else if (keeps) { lines.splice(row, 0, { ...changed, part: "first" }); table.splice(row, 0, zones.map(() => null)); }
      }
    });
  };

  class Prices {
    constructor(draft, desk, faults) {
      Object.assign(this, { draft, desk, faults, number: 0 });
      this.grid = window.galeon.makeGrid(find("#grid-prices"), say("weight"), desk.is_fixed);
      this.choice = find("[data-grid-choice]");
      this.choice.addEventListener("change", () => this.show(Number(this.choice.value)));
      this.grid.onMove(() => this.tell());
      every("[data-tool]").forEach((button) => button.addEventListener("click", () => this.act(button.dataset.tool)));
      find("[data-line-box]").addEventListener("toggle", () => this.drawTerms());
    }

    name(grid) {
      const parts = [this.desk.fees[grid.like.code] ?? grid.like.code, grid.like.cargo_class, grid.like.origin, grid.like.option, grid.like.area, grid.like.valid_from && say("from_fee", { fee: grid.like.valid_from })];
      return parts.filter(Boolean).join(" · ");
    }

    show(number) {
      const { grids } = this.draft.data;
      find("#pane-grids").classList.toggle("is-empty", grids.length === 0);
      this.number = Math.max(0, Math.min(number, grids.length - 1));
      this.choice.replaceChildren(...grids.map((grid, index) => {
        const option = document.createElement("option");
        option.value = index;
        option.selected = index === this.number;
        option.textContent = this.name(grid);
        return option;
      }));
      if (!grids.length) { this.grid.host.hidden = true; return; }
      this.grid.host.hidden = false;
      if (this.source?.number !== this.number) this.source = new window.galeon.PriceSource(this.draft, this.number, this.desk, this.faults);
      this.grid.show(this.source);
      this.tell();
    }

    /** The line below the grid: where the cursor is, and what is wrong there. */
    tell() {
      const line = find("[data-say]");
      if (!this.source || !this.draft.data.grids.length) return;
      const { row, col } = this.grid.at;
      const { top, bottom, left, right } = this.grid.range;
      const fault = this.source.fault(row, col);
      const where = document.createElement("span");
      where.textContent = `${this.source.head(col)} · ${this.source.title(row)}: ${this.source.text(row, col) || "–"}${this.source.hint(col) ? ` (${this.source.hint(col)})` : ""}`;
      const more = document.createElement("span");
      if (fault) { more.className = "bad"; more.append(window.galeon.icon("circle-alert"), ` ${fault}`); }
      else if (top !== bottom || left !== right) more.textContent = say("cells_picked", { rows: bottom - top + 1, cols: right - left + 1 });
      line.replaceChildren(where, more);
      if (find("[data-line-box]").open) this.drawTerms();
    }

    drawTerms() {
      if (!find("[data-line-box]").open || !this.source) return;
      const at = document.activeElement?.dataset?.field;
      const { grid } = this.source;
      const pick = (names) => this.desk.fields.rest.filter((field) => names.includes(field.name));
      const lineFields = pick(LINE).map((field) => (field.name === "basis" ? { ...field, options: field.options.filter(([code]) => IN_GRIDS.includes(code)) } : field));
      const like = document.createElement("div");
      const line = document.createElement("div");
      like.className = line.className = "fields span-12";
      find("[data-line-panel]").replaceChildren(line, like);
      const common = { places: this.desk.places, measures: this.desk.measures, isFixed: this.desk.is_fixed };
      window.galeon.drawPanel(line, grid.lines[this.grid.at.row], { ...common, fields: lineFields, change: (name, value) => this.changeLine(name, value) });
      window.galeon.drawPanel(like, grid.like, { ...common, fields: pick(LIKE).map((field) => ({ ...field, bases: undefined })), change: (name, value) => this.draft.set("grids", grid.like, name, value) });
      if (at) find(`[data-line-panel] [data-field="${at}"]`)?.focus();
    }

    changeLine(name, value) {
      const { top, bottom } = this.grid.range;
      const rows = Array.from({ length: bottom - top + 1 }, (_none, index) => top + index);
      if (name === "basis") { rebase(this.source, rows, value); return; }
      const lines = [...new Set(rows.flatMap((row) => this.source.twins(row)))].map((row) => this.source.grid.lines[row]);
      const before = lines.map((line) => line[name]);
      this.draft.change("grids", () => lines.forEach((line) => { line[name] = value; }), () => lines.forEach((line, index) => { line[name] = before[index]; }));
    }

    act(tool) {
      if (tool === "undo" || tool === "redo") this.draft[tool]();
      else if (tool === "grid") this.addFee();
      else if (this.draft.data.grids.length) this.edit(tool);
      if (!this.grid.host.hidden && !find("#pane-grids").hidden) this.grid.host.focus();
    }

    edit(tool) {
      const { top, bottom, left, right } = this.grid.range;
      if (tool === "line") this.grid.select(this.source.addLine(this.grid.at.row), 0);
      else if (tool === "zone") this.addZone();
      else if (tool === "down") this.grid.fill(true);
      else if (tool === "no-line" && window.confirm(say("remove_line_ask"))) this.source.removeLines(top, bottom);
      else if (tool === "no-zone" && right > 0 && window.confirm(say("remove_zone_ask"))) this.source.removeZones(left, right);
    }

    addZone() {
      const code = window.prompt(say("zone_code"), this.source.freeZone())?.trim().slice(0, 16);
      if (code === undefined) return;
      if (this.source.grid.zones.includes(code)) { window.galeon.toast(say("zone_exists"), "bad"); return; }
      this.source.addZone(code);
      this.grid.select(this.grid.at.row, this.source.cols - 1);
    }

    /** A grid for another fee: one bracket without an end, the zones of the first grid. It stands before the percentages. */
    addFee() {
      const { data } = this.draft;
      const code = window.prompt(say("new_fee"), data.grids.some((grid) => grid.like.code === "freight") ? "" : "freight")?.trim().toLowerCase();
      if (!code) return;
      const zones = data.grids[0]?.zones ?? [...new Set(data.zones.map((row) => row.code))];
      const percent = data.rest.findIndex((rule) => rule.basis === "percent");
      const line = { basis: "per_kg", to_milli: null, first_milli: 0, step_milli: 0, part: "amount" };
      const made = { like: { ...this.desk.empty.rest, code, basis: "per_kg" }, zones: [...zones], lines: [line], cells: [zones.map(() => null)], after: percent < 0 ? data.rest.length : percent };
      const before = data.grids;
      const after = [...before, made].sort((a, b) => a.after - b.after);
      this.draft.change("grids", () => { data.grids = after; }, () => { data.grids = before; });
      this.show(after.indexOf(made));
    }
  }

  window.galeon.Prices = Prices;
}
