// Fields of one object of the draft (a surcharge, a divisor, the head), as the server describes them, and its conditions.
{
  const { cells } = window.galeon;
  const { read, write, say } = cells;
  const PLACES = { milli: 3, percent: 4, int: 0 };
  let made = 0;
  const element = (name, className, text) => {
    const found = document.createElement(name);
    if (className) found.className = className;
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const options = (select, choices, value) => {
    for (const [code, label] of choices) {
      const option = element("option", "", label);
      option.value = code;
      option.selected = code === (value ?? "");
      select.append(option);
    }
    return select;
  };
  const scale = (measure) => (measure.endsWith("_mm") ? [1, "cm"] : measure.endsWith("_g") ? [3, "kg"] : [0, measure === "volume_cm3" ? "cm³" : measure === "volume_in3" ? "in³" : ""]);

  /** What a field shows for a value. */
  const shown = (field, value, places) => {
    if (value === null || value === undefined) return "";
    if (value.t !== undefined) return value.t;
    if (field.kind === "minor") return value === 0 && field.blank ? "" : write(value, places);
    if (field.kind === "milli") return value === 0 && field.blank ? "" : write(value, 3, 0);
    if (field.kind === "decimal") return String(value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(".", cells.mark);
    if (field.kind === "int" && value === 0 && field.blank) return "";
    if (field.kind === "names") return value.join(", ");
    return String(value);
  };
  /** The value typed into a field, or {fault}. */
  const understood = (field, text, places) => {
    const empty = field.nullable ? null : 0;
    if (field.kind === "minor" || field.kind === "milli" || field.kind === "int") {
      const found = read(text, field.kind === "minor" ? places : PLACES[field.kind]);
      return found.fault ? found : { value: found.value ?? empty };
    }
    if (field.kind === "decimal") {
      const found = read(text, 4);
      return found.fault ? found : { value: found.value === null ? field.empty : write(found.value, 4, 0).replace(",", ".") };
    }
    if (field.kind === "names") return { value: text.split(/[,;\s]+/).filter(Boolean) };
    if (field.kind === "date") return { value: text || null };
    return { value: text.trim() };
  };

  const conditions = (field, object, panel) => {
    const box = element("fieldset", "conditions");
    box.append(element("legend", "label", field.label));
    const change = (list) => panel.change(field.name, list);
    (object.when ?? []).forEach((condition, index) => {
      const row = element("div", "condition");
      const [places, unit] = scale(condition.measure);
      const edit = (part) => (event) => {
        const { value, fault } = part === "measure" ? { value: event.target.value } : read(event.target.value, places);
        if (fault) { window.galeon.toast(fault, "bad"); return; }
        change(object.when.map((old, at) => (at === index ? { ...old, [part]: part === "over" ? value ?? 0 : value } : old)));
      };
      const measure = options(element("select"), panel.measures, condition.measure);
      measure.setAttribute("aria-label", say("measure"));
      measure.addEventListener("change", edit("measure"));
      row.append(measure);
      for (const part of ["over", "up_to"]) {
        const unitBox = element("div", "with-unit");
        const input = element("input", "input num");
        input.value = part === "up_to" && condition.up_to === null ? "" : write(condition[part] ?? null, places, 0);
        input.setAttribute("aria-label", say(part));
        input.placeholder = say(part);
        input.inputMode = "decimal";
        input.addEventListener("change", edit(part));
        unitBox.append(input, element("span", "", unit));
        row.append(unitBox);
      }
      const remove = element("button", "icon-button");
      remove.type = "button";
      remove.setAttribute("aria-label", say("remove_condition"));
      remove.append(window.galeon.icon("x"));
      remove.addEventListener("click", () => change(object.when.filter((_old, at) => at !== index)));
      row.append(remove);
      box.append(row);
    });
    const add = element("button", "button quiet", say("add_condition"));
    add.type = "button";
    add.prepend(window.galeon.icon("plus"));
    add.addEventListener("click", () => change([...(object.when ?? []), { measure: panel.measures[0][0], over: 0, up_to: null }]));
    box.append(add);
    return box;
  };

  const control = (field, object, panel, id) => {
    const value = object[field.name];
    if (field.kind === "select") {
      const select = options(element("select"), field.options, value);
      select.addEventListener("change", () => panel.change(field.name, select.value || (field.nullable ? null : "")));
      return select;
    }
    if (field.kind === "bool") {
      const box = element("input");
      box.type = "checkbox";
      box.checked = Boolean(value);
      box.addEventListener("change", () => panel.change(field.name, box.checked));
      return box;
    }
    const input = element("input", `input${["minor", "milli", "int", "decimal"].includes(field.kind) ? " num right" : ""}`);
    input.type = field.kind === "date" ? "date" : "text";
    input.value = shown(field, value, panel.places);
    input.autocomplete = "off";
    if (field.max) input.maxLength = field.max;
    if (field.list) input.setAttribute("list", field.list);
    if (["minor", "milli", "int", "decimal"].includes(field.kind)) input.inputMode = "decimal";
    input.addEventListener("change", () => {
      const found = understood(field, input.value, panel.places);
      panel.change(field.name, found.fault ? { t: input.value, f: found.fault } : found.value);
    });
    input.setAttribute("aria-describedby", `${id}-fault`);
    return input;
  };

  /** Draw the fields of an object. panel: {fields, places, measures, change(name, value), unit}. */
  window.galeon.drawPanel = (host, object, panel) => {
    const boxes = panel.fields.filter((field) => !field.bases || field.bases.includes(object.basis)).map((field) => {
      if (field.kind === "when") {
        const box = conditions(field, object, panel);
        box.classList.add("span-12");
        return box;
      }
      const box = element("div", `field ${field.span ?? "span-4"}`);
      const id = `p${(made += 1)}`;
      const input = control(field, object, panel, id);
      input.id = id;
      input.dataset.field = field.name;
      if (panel.isFixed) input.disabled = true;
      const label = element("label", "", field.label);
      label.htmlFor = id;
      const fault = element("span", "fault");
      fault.id = `${id}-fault`;
      const wrong = object[field.name]?.f ?? panel.faults?.[field.name];
      fault.hidden = !wrong;
      fault.textContent = wrong ?? "";
      if (wrong) input.setAttribute("aria-invalid", "true");
      if (field.kind === "bool") { box.classList.add("tick"); box.append(input, label, fault); return box; }
      if (field.unit) {
        const unitBox = element("div", "with-unit");
        unitBox.append(input, element("span", "", field.unit));
        box.append(label, unitBox, fault);
      } else box.append(label, input, fault);
      if (field.hint) box.append(element("span", "hint", field.hint));
      return box;
    });
    host.replaceChildren(...boxes);
    if (panel.isFixed) host.querySelectorAll("button").forEach((button) => button.remove());
  };
}
