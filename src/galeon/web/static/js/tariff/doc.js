// The draft as it stands on the page: every change can be taken back, survives a reload, and warns before it is lost.
{
  const { find, cells } = window.galeon;
  const KEEP_MS = 600;
  const UNDO_MAX = 500;

  class Doc {
    constructor(key, data, stamp) {
      Object.assign(this, { key, data, stamp, done: [], undone: [], listeners: [], isDirty: false, turn: 0 });
      window.addEventListener("beforeunload", (event) => { if (this.isDirty) { this.keep(); event.preventDefault(); } });
    }

    onChange(listener) { this.listeners.push(listener); }

    /** Do something that can be undone. what: the part of the draft that is drawn anew. */
    change(what, redo, undo) {
      redo();
      this.done.push({ what, redo, undo });
      if (this.done.length > UNDO_MAX) this.done.shift();
      this.undone = [];
      this.changed(what);
    }

    /** Give one name of an object another value. */
    set(what, object, name, value) {
      const before = object[name];
      if (JSON.stringify(before) === JSON.stringify(value)) return;
      this.change(what, () => { object[name] = value; }, () => { object[name] = before; });
    }

    undo() { this.step(this.done, this.undone, "undo"); }

    redo() { this.step(this.undone, this.done, "redo"); }

    step(source, target, way) {
      const last = source.pop();
      if (!last) return;
      last[way]();
      target.push(last);
      this.changed(last.what);
    }

    changed(what) {
      this.isDirty = true;
      this.turn += 1;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), KEEP_MS);
      this.listeners.forEach((listener) => listener(what));
    }

    /** Write down what is not saved yet, so that a reload does not lose it. */
    keep() {
      if (!this.isDirty) return;
      try { localStorage.setItem(this.key, JSON.stringify({ stamp: this.stamp, at: Date.now(), data: this.data })); } catch {
        if (!this.hasWarned) window.galeon.toast(cells.say("not_kept"), "bad");
        this.hasWarned = true;
      }
    }

    kept() {
      try { return JSON.parse(localStorage.getItem(this.key) ?? "null"); } catch { return null; }
    }

    forget() {
      clearTimeout(this.timer);
      try { localStorage.removeItem(this.key); } catch { /* nothing was kept */ }
      this.isDirty = false;
    }

    /** Saved on the server: nothing is left to lose, but everything can still be undone. */
    saved(stamp, turn) {
      this.stamp = stamp;
      if (turn === this.turn) this.forget();
      this.listeners.forEach((listener) => listener("saved"));
    }
  }

  document.addEventListener("keydown", (event) => {
    const { draft } = window.galeon;
    if (!draft || !(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); draft.undo(); }
    else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); draft.redo(); }
    else if (key === "s") { event.preventDefault(); find("[data-save]")?.click(); }
  });
  window.galeon.Doc = Doc;
}
