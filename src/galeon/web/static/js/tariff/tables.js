// Surcharges, divisors and least weights: a table of rows, and below it every column of the picked one.
{
  const { find, every, cells } = window.galeon;
  const { say, write } = cells;
  const money = (value, desk) => (value === null || value === undefined ? "" : write(value, desk.places));
  const percent = (text) => `${String(text?.t ?? text).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(".", cells.mark)} %`;

  /** What a surcharge costs, in a few words. */
  const costs = (rule, desk) => {
    const parts = [];
    if (rule.basis === "percent") parts.push(rule.fuel_table ? rule.fuel_table : percent(rule.percent), rule.of.map((code) => desk.fees[code] ?? code).join(" + "));
    else if (rule.basis === "percent_of_value") parts.push(percent(rule.percent), desk.values[rule.value] ?? "");
    else if (rule.basis === "at_cost") parts.push(desk.values[rule.value] ?? "");
    else parts.push(money(rule.amount_minor, desk));
    if (rule.min_minor) parts.push(say("min", { amount: money(rule.min_minor, desk) }));
    if (rule.max_minor !== null && rule.max_minor !== undefined) parts.push(say("max", { amount: money(rule.max_minor, desk) }));
    return parts.filter(Boolean).join(" · ");
  };
  const tested = (row, desk) => (row.when ?? []).map((condition) => {
    const name = (desk.measures.find(([code]) => code === condition.measure) ?? ["", condition.measure])[1];
    const [places, unit] = condition.measure.endsWith("_mm") ? [1, " cm"] : condition.measure.endsWith("_g") ? [3, " kg"] : [0, ""];
    const show = (value) => `${write(value, places, 0)}${unit}`;
    return `${name} ${condition.over ? `> ${show(condition.over)}` : ""}${condition.up_to === null ? "" : ` ≤ ${show(condition.up_to)}`}`;
  }).join(" / ");
  const COLUMNS = {
    rest: [
      [(row, desk) => desk.fees[row.code] ?? row.code ?? ""], [(row, desk) => desk.bases[row.basis]], [costs, "num"],
      [(row, desk) => [row.event && desk.events[row.event], row.bearer === "house" && desk.bearers.house, row.zone && `${say("zone")} ${row.zone}`, row.cargo_class, row.option, row.area && `${row.area} ${row.tier}`, row.origin, row.group, tested(row, desk), row.fuelable && say("fuelable")].filter(Boolean).join(" · ")],
    ],
    divisors: [[(row) => write(row.divisor, 0)], [(row, desk) => [row.zone && `${say("zone")} ${row.zone}`, row.cargo_class, row.share_percent !== 100 && `${write(row.share_percent, 0)} %`, row.over_actual_percent ? `> ${write(row.over_actual_percent, 0)} %` : "", tested(row, desk)].filter(Boolean).join(" · ")]],
    minimums: [[(row, desk) => `${write(row.weight_milli, 3, 0)} ${desk.unit}`, "num"], [tested]],
  };
  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  class Table {
    constructor(name, draft, desk, faults) {
      Object.assign(this, { name, draft, desk, faults, at: -1 });
      this.box = find(`[data-rows-of="${name}"]`);
      this.panel = find(`[data-panel-of="${name}"]`);
      find(`[data-add-row="${name}"]`)?.addEventListener("click", () => this.add());
      this.box.addEventListener("click", (event) => {
        const row = event.target.closest("tr[data-row]");
        const act = event.target.closest("[data-act]")?.dataset.act;
        if (!row) return;
        this.at = Number(row.dataset.row);
        if (act === "remove") this.remove();
        else if (act === "up") this.up();
        else this.draw();
      });
    }

    get list() { return this.draft.data[this.name]; }

    draw() {
      const at = document.activeElement?.dataset?.field;
      if (this.at >= this.list.length) this.at = this.list.length - 1;
      const table = element("table", "grid rows");
      const body = element("tbody");
      this.list.forEach((row, index) => body.append(this.row(row, index)));
      table.append(body);
      this.box.hidden = this.list.length === 0;
      this.box.replaceChildren(table);
      const picked = this.list[this.at];
      if (!picked) { this.panel.replaceChildren(); return; }
      window.galeon.drawPanel(this.panel, picked, {
        fields: this.desk.fields[this.name], places: this.desk.places, measures: this.desk.measures, isFixed: this.desk.is_fixed,
        faults: this.faults.get(`${this.name}:${this.at}`), change: (name, value) => { this.faults.delete(`${this.name}:${this.at}`); this.draft.set(this.name, picked, name, value); },
      });
      if (at && document.activeElement === document.body) find(`[data-field="${at}"]`, this.panel)?.focus();
    }

    row(row, index) {
      const line = element("tr", this.faults.has(`${this.name}:${index}`) || JSON.stringify(row).includes('"f":') ? "fault-row" : "");
      line.dataset.row = index;
      line.setAttribute("aria-selected", String(index === this.at));
      COLUMNS[this.name].forEach(([text, className], column) => {
        const cell = element("td", className);
        const said = text(row, this.desk) || "–";
        if (column === 0) {
          const button = element("button", "row-button", said);
          button.type = "button";
          cell.append(button);
        } else cell.textContent = said;
        line.append(cell);
      });
      if (!this.desk.is_fixed) line.append(this.actions(index));
      return line;
    }

    actions(index) {
      const cell = element("td", "right nowrap");
      const { icon } = window.galeon;
      for (const [act, drawn, label] of [["up", icon("arrow-up"), "move_up"], ["remove", icon("trash-2"), "remove_row"]]) {
        if (act === "up" && index === 0) continue;
        const button = element("button", "icon-button");
        button.type = "button";
        button.dataset.act = act;
        button.setAttribute("aria-label", say(label));
        button.append(drawn);
        cell.append(button);
      }
      return cell;
    }

    /** Change the list as one step; of surcharges the grids' places among them move along. */
    reshape(list, moved = 0, from = 0) {
      const { data } = this.draft;
      const before = this.list;
      const grids = data.grids.map((grid) => [grid, grid.after]);
      const put = (rows, shift) => () => {
        data[this.name] = rows;
        if (this.name === "rest") for (const [grid, after] of grids) grid.after = shift && after > from ? after + moved : after;
      };
      this.draft.change(this.name, put(list, true), put(before, false));
    }

    add() {
      const made = structuredClone(this.desk.empty[this.name]);
      this.at = this.list.length;
      this.reshape([...this.list, made]);
      find("input, select", this.panel)?.focus();
    }

    remove() { this.reshape(this.list.filter((_row, index) => index !== this.at), -1, this.at); }

    up() {
      const list = [...this.list];
      list.splice(this.at - 1, 2, list[this.at], list[this.at - 1]);
      this.at -= 1;
      this.reshape(list);
    }
  }

  /** The head of the version: one panel. */
  const drawHead = (draft, desk, faults) => {
    const at = document.activeElement?.dataset?.field;
    window.galeon.drawPanel(find('[data-panel-of="head"]'), draft.data, {
      fields: desk.fields.head, places: desk.places, measures: desk.measures, isFixed: desk.is_fixed, faults: faults.get("head"),
      change: (name, value) => { faults.delete("head"); draft.set("head", draft.data, name, value); },
    });
    if (at) find(`[data-panel-of="head"] [data-field="${at}"]`)?.focus();
  };

  Object.assign(window.galeon, { Table, drawHead, tables: () => every("[data-rows-of]").map((box) => box.dataset.rowsOf) });
}
