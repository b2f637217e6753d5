// What stands in the editor's grids: prices of one fee by zone and weight, zones as rows of places, steps of rounding.
{
  const { cells } = window.galeon;
  const { read, write, say, markOf } = cells;
  const bad = (text, fault) => ({ t: String(text), f: fault });
  const weight = (milli, unit) => ({ weight: write(milli, 3, 0), unit });

  /** A cell's new value out of typed text. */
  const taken = (text, places, mark) => {
    const found = read(text, places, mark);
    return found.fault ? bad(text, found.fault) : found.value;
  };
  /** Whole rectangles must write decimals one way; one cell follows the reader's language. */
  const markFor = (changes) => (changes.length === 1 ? cells.mark : markOf(changes.map((change) => change[2])) || (changes.length > 1 ? "" : cells.mark));

  class Source {
    constructor(draft, desk, faults) { Object.assign(this, { draft, desk, faults }); }

    /** Change cells as one step. get/put reach the model; faults of the server go with the old text. */
    apply(changes, value) {
      const mark = markFor(changes);
      const steps = changes.map(([row, col, text]) => [row, col, this.get(row, col), value(row, col, text, mark)]).filter(([, , old, made]) => JSON.stringify(old) !== JSON.stringify(made));
      if (!steps.length) return;
      const put = (index) => () => { for (const step of steps) { this.put(step[0], step[1], step[index]); this.faults.delete(this.key(step[0], step[1])); } };
      this.draft.change(this.what, put(3), put(2));
    }

    fault(row, col) { return this.get(row, col)?.f ?? this.faults.get(this.key(row, col)) ?? ""; }
    raw(row, col) { return this.text(row, col); }

    /** Keep what `change` does to the named lists of an object as one step. */
    reshape(object, names, change) {
      const before = Object.fromEntries(names.map((name) => [name, object[name]]));
      for (const name of names) object[name] = name === "cells" ? object[name].map((row) => [...row]) : [...object[name]];
      change();
      const after = Object.fromEntries(names.map((name) => [name, object[name]]));
      Object.assign(object, before);
      this.draft.change(this.what, () => Object.assign(object, after), () => Object.assign(object, before));
    }
  }

  class PriceSource extends Source {
    constructor(draft, number, desk, faults) { super(draft, desk, faults); this.number = number; this.what = "grids"; }

    get grid() { return this.draft.data.grids[this.number]; }
    get rows() { return this.grid.lines.length; }
    get cols() { return this.grid.zones.length + 1; }
    get corner() { return say("weight"); }
    key(row, col) { return `grids:${this.number}:${row}:${col}`; }
    head(col) { return col === 0 ? say("limit", { unit: this.desk.unit }) : this.grid.zones[col - 1] || say("any_zone"); }

    hint(col) {
      if (col === 0) return "";
      const zone = this.grid.zones[col - 1];
      const found = [...new Set(this.draft.data.zones.filter((row) => row.code === zone).map((row) => row.country))];
      return found.length > 8 ? say("countries_more", { countries: found.slice(0, 8).join(", "), count: found.length - 8 }) : found.join(", ");
    }

    title(row) {
      const { unit } = this.desk;
      const line = this.grid.lines[row];
      if (line.basis === "first_continued") return line.part === "first" ? say("first", weight(line.first_milli, unit)) : say("each", weight(line.step_milli, unit));
      const to = line.to_milli === null ? this.above(row) : say("to", weight(line.to_milli, unit));
      if (line.part === "first") return `${to} ${say("base")}`;
      const isMixed = this.grid.lines.some((one) => one.basis !== line.basis);
      return isMixed && ["per_kg", "graduated"].includes(line.basis) ? `${to} · ${say("per_weight", { unit })}` : to;
    }

    above(row) {
      const before = this.grid.lines.slice(0, row).reverse().find((line) => typeof line.to_milli === "number");
      return before ? say("above", weight(before.to_milli, this.desk.unit)) : say("any_weight");
    }

    get(row, col) { return col === 0 ? this.grid.lines[row].to_milli : this.grid.cells[row][col - 1]; }

    put(row, col, value) {
      if (col > 0) { this.grid.cells[row][col - 1] = value; return; }
      for (const twin of this.twins(row)) this.grid.lines[twin].to_milli = value;
    }

    /** The lines of one bracket: that of the first weight or base, and that of the rate. */
    twins(row) {
      const { lines } = this.grid;
      if (lines[row].part === "first") return row + 1 < lines.length ? [row, row + 1] : [row];
      return row > 0 && lines[row - 1].part === "first" ? [row - 1, row] : [row];
    }

    text(row, col) {
      if (col === 0) return write(this.grid.lines[row].to_milli, 3, 0);
      return write(this.grid.cells[row][col - 1], this.desk.places);
    }

    write(changes) { this.apply(changes, (_row, col, text, mark) => taken(text, col === 0 ? 3 : this.desk.places, col === 0 && !mark ? cells.mark : mark)); }

    grow(missing) {
      if (!window.confirm(say("grow", missing))) return false;
      this.reshape(this.grid, ["zones", "lines", "cells"], () => {
        for (let n = 0; n < missing.cols; n += 1) this.pushZone(this.freeZone());
        for (let n = 0; n < missing.rows; n += 1) this.pushLine(this.rows - 1);
      });
      return true;
    }

    freeZone() {
      const known = this.draft.data.zones.map((row) => row.code).find((code) => !this.grid.zones.includes(code));
      let n = this.grid.zones.length + 1;
      while (this.grid.zones.includes(String(n))) n += 1;
      return known ?? String(n);
    }

    pushZone(code) { this.grid.zones.push(code); this.grid.cells.forEach((row) => row.push(null)); }

    pushLine(after) {
      const like = this.grid.lines[this.twins(after).at(-1)];
      const bare = { ...like, to_milli: null };
      const made = like.basis === "first_continued" ? [{ ...bare, part: "first" }, { ...bare, part: "amount" }] : [{ ...bare, part: "amount" }];
      const at = this.twins(after).at(-1) + 1;
      this.grid.lines.splice(at, 0, ...made);
      this.grid.cells.splice(at, 0, ...made.map(() => this.grid.zones.map(() => null)));
      return at;
    }

    addLine(after) { let at = 0; this.reshape(this.grid, ["zones", "lines", "cells"], () => { at = this.pushLine(after); }); return at; }
    addZone(code) { this.reshape(this.grid, ["zones", "lines", "cells"], () => this.pushZone(code)); }

    /** Give a column another zone. */
    rename(col) {
      if (col === 0) return;
      const code = window.prompt(say("zone_code"), this.grid.zones[col - 1])?.trim().slice(0, 16);
      if (code === undefined || code === this.grid.zones[col - 1]) return;
      if (this.grid.zones.includes(code)) { window.galeon.toast(say("zone_exists"), "bad"); return; }
      this.reshape(this.grid, ["zones"], () => { this.grid.zones[col - 1] = code; });
    }

    removeLines(top, bottom) {
      const gone = new Set();
      for (let row = top; row <= bottom; row += 1) this.twins(row).forEach((twin) => gone.add(twin));
      if (gone.size >= this.rows) return;
      this.reshape(this.grid, ["lines", "cells"], () => {
        this.grid.lines = this.grid.lines.filter((_line, row) => !gone.has(row));
        this.grid.cells = this.grid.cells.filter((_line, row) => !gone.has(row));
      });
    }

    removeZones(left, right) {
      const stays = (index) => index + 1 < left || index + 1 > right;
      if (!this.grid.zones.some((_zone, index) => stays(index))) return;
      this.reshape(this.grid, ["zones", "cells"], () => {
        this.grid.zones = this.grid.zones.filter((_zone, index) => stays(index));
        this.grid.cells = this.grid.cells.map((row) => row.filter((_cell, index) => stays(index)));
      });
    }
  }

  /** Rows of one list of the draft; columns: [name, label, places (null = text)]. */
  class TableSource extends Source {
    constructor(draft, name, columns, empty, desk, faults) {
      super(draft, desk, faults);
      Object.assign(this, { name, columns, empty, what: name, isText: columns[0][2] === null });
    }

    get list() { return this.draft.data[this.name]; }
    get rows() { return this.list.length; }
    get cols() { return this.columns.length; }
    get corner() { return ""; }
    key(row, col) { return `${this.name}:${row}:${col}`; }
    head(col) { return this.columns[col][1]; }
    title(row) { return String(row + 1); }
    get(row, col) { return this.list[row][this.columns[col][0]]; }
    put(row, col, value) { this.list[row] = { ...this.list[row], [this.columns[col][0]]: value }; }
    text(row, col) { const places = this.columns[col][2]; return places === null ? String(this.get(row, col) ?? "") : write(this.get(row, col), places, 0); }

    write(changes) {
      this.apply(changes, (_row, col, text, mark) => {
        const [name, , places] = this.columns[col];
        if (places === null) return name === "country" ? text.trim().toUpperCase() : text.trim();
        return taken(text, places, mark || cells.mark) ?? 0;
      });
    }

    grow(missing) {
      if (missing.cols || !window.confirm(say("grow_rows", missing))) return false;
      this.add(missing.rows, this.rows);
      return true;
    }

    add(count, at) { this.reshape(this.draft.data, [this.name], () => this.list.splice(at, 0, ...Array.from({ length: count }, () => ({ ...this.empty })))); }
    remove(top, bottom) { this.reshape(this.draft.data, [this.name], () => this.list.splice(top, bottom - top + 1)); }
  }

  Object.assign(window.galeon, { PriceSource, TableSource });
}
