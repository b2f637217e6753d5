// The calculator: test parcels, kept in this browser, priced by the draft on the page and by what is live, as you type.
{
  const { find, every, cells } = window.galeon;
  const { say } = cells;
  const KEEP = "galeon-test-parcels";
  const CELLS_MAX = 20_000;
  const WAIT_MS = 220;

  class Trial {
    constructor(draft, desk) {
      Object.assign(this, { draft, desk, at: 0, turn: 0 });
      this.host = find("#trial");
      this.form = find("[data-trial]");
      this.answers = find("[data-answers]");
      try { this.parcels = JSON.parse(localStorage.getItem(KEEP) ?? "null") ?? []; } catch { this.parcels = []; }
      if (!Array.isArray(this.parcels) || !this.parcels.length) this.parcels = [{ country: draft.data.zones[0]?.country ?? "US", postcode: draft.data.zones[0]?.postcode_prefix ?? "", weight: "1", pieces: "1" }];
      this.form.addEventListener("input", () => { this.parcels[this.at] = this.typed(); this.keep(); this.soon(); });
      this.form.addEventListener("submit", (event) => { event.preventDefault(); this.ask(); });
      find("[data-parcels]").addEventListener("click", (event) => this.pick(event));
      draft.onChange(() => this.soon());
      const toggle = find("[data-trial-toggle]");
      toggle.addEventListener("click", () => {
        const isOn = toggle.getAttribute("aria-pressed") !== "true";
        toggle.setAttribute("aria-pressed", String(isOn));
        find("#desk").classList.toggle("alone", !isOn);
        if (isOn) this.soon();
      });
      this.show();
    }

    typed() {
      const data = new FormData(this.form);
      const parcel = Object.fromEntries([...data.entries()].filter(([name]) => name !== "options"));
      return { ...parcel, options: data.getAll("options") };
    }

    keep() { try { localStorage.setItem(KEEP, JSON.stringify(this.parcels)); } catch { /* they last as long as the page */ } }

    show() {
      const parcel = this.parcels[this.at];
      every("input, select", this.form).forEach((input) => {
        if (input.type === "checkbox") input.checked = (parcel.options ?? []).includes(input.value);
        else input.value = parcel[input.name] ?? (input.name === "cargo_class" ? "general" : "");
      });
      const buttons = this.parcels.map((_parcel, index) => this.button(say("parcel", { no: index + 1 }), { parcel: index }, index === this.at));
      const add = this.button("", { parcelAdd: "" }, false, say("add_parcel"), "plus");
      const remove = this.parcels.length > 1 ? [this.button("", { parcelRemove: "" }, false, say("remove_parcel"), "x")] : [];
      find("[data-parcels]").replaceChildren(...buttons, add, ...remove);
      this.soon();
    }

    button(text, data, isPressed, label = "", icon = "") {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      Object.assign(made.dataset, data);
      if (text) { made.textContent = text; made.setAttribute("aria-pressed", String(isPressed)); }
      if (label) made.setAttribute("aria-label", label);
      if (icon) made.append(window.galeon.icon(icon));
      return made;
    }

    pick(event) {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.parcel !== undefined) this.at = Number(button.dataset.parcel);
      else if (button.dataset.parcelAdd !== undefined) { this.parcels.push({ ...this.parcels[this.at] }); this.at = this.parcels.length - 1; }
      else { this.parcels.splice(this.at, 1); this.at = Math.max(0, this.at - 1); }
      this.keep();
      this.show();
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    }

    /** Ask the server; an answer that was overtaken is dropped. */
    async ask() {
      if (find("#desk").classList.contains("alone")) return;
      const { data, isDirty } = this.draft;
      const many = data.grids.reduce((sum, grid) => sum + grid.lines.length * grid.zones.length, 0) > CELLS_MAX;
      if (isDirty && !many && window.galeon.unreadable(data).length) { this.tell(say("mend_first"), "bad"); return; }
      const turn = (this.turn += 1);
      const body = JSON.stringify({ parcel: this.typed(), ...(isDirty && !many ? { doc: data } : {}) });
      try {
        const reply = await fetch(this.host.dataset.url, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": window.galeon.token() } });
        const text = await reply.text();
        if (turn !== this.turn) return;
        if (!reply.ok && reply.status !== 422) throw new Error(String(reply.status));
        this.answers.innerHTML = text;
        if (isDirty && many) this.tell(say("priced_as_saved"), "muted", true);
      } catch { if (turn === this.turn) this.tell(document.body.dataset.failed, "bad"); }
    }

    tell(sentence, className, isBelow = false) {
      const line = document.createElement("p");
      line.className = className;
      line.textContent = sentence;
      if (isBelow) this.answers.append(line);
      else this.answers.replaceChildren(line);
    }
  }
  window.galeon.Trial = Trial;
}
