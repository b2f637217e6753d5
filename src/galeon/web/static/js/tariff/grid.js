// A spreadsheet's grid that draws only what is in sight, so that 100,000 cells scroll like ten. What it shows and how it
// is changed is the source's: {rows, cols, head(c), title(r), text(r, c), fault(r, c), write([[r, c, text], ...])}.
{
  const { find, cells } = window.galeon;
  const ROW_PX = 30;
  const HEAD_PX = 34;
  const SPARE = 4;
  let grids = 0;
  const element = (name, role, className) => {
    const made = document.createElement(name);
    if (role) made.setAttribute("role", role);
    if (className) made.className = className;
    return made;
  };

  class Grid {
    constructor(host, label) {
      this.host = host;
      this.id = `g${(grids += 1)}`;
      this.at = { row: 0, col: 0 };
      this.from = { row: 0, col: 0 };
      this.source = null;
      this.listeners = [];
      host.classList.add("sheet");
      host.tabIndex = 0;
      host.setAttribute("role", "grid");
      host.setAttribute("aria-multiselectable", "true");
      host.setAttribute("aria-label", label);
      this.heads = element("div", "row", "sheet-heads");
      this.body = element("div", "rowgroup", "sheet-body");
      this.editor = element("input", "", "sheet-editor");
      this.editor.setAttribute("aria-label", label);
      this.editor.autocomplete = "off";
      this.editor.spellcheck = false;
      this.editor.hidden = true;
      host.replaceChildren(this.heads, this.body, this.editor);
      let asked = false;
      const soon = () => { if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; this.draw(); }); } };
      host.addEventListener("scroll", soon, { passive: true });
      new ResizeObserver(soon).observe(host);
    }

    /** Show another source; the cursor stays where it can. */
    show(source) {
      this.source = source;
      const within = (place) => ({ row: Math.max(0, Math.min(place.row, source.rows - 1)), col: Math.max(0, Math.min(place.col, source.cols - 1)) });
      this.from = within(this.from);
      this.select(this.at.row, this.at.col, true, false);
    }

    onMove(listener) { this.listeners.push(listener); }

    get range() {
      const rows = [this.at.row, this.from.row].sort((a, b) => a - b);
      const cols = [this.at.col, this.from.col].sort((a, b) => a - b);
      return { top: rows[0], bottom: rows[1], left: cols[0], right: cols[1] };
    }

    select(row, col, extend = false, scroll = true) {
      const { rows, cols } = this.source;
      this.at = { row: Math.max(0, Math.min(rows - 1, row)), col: Math.max(0, Math.min(cols - 1, col)) };
      if (!extend) this.from = { ...this.at };
      if (scroll) this.reveal();
      this.draw();
      this.listeners.forEach((listener) => listener());
    }

    widths() {
      const style = getComputedStyle(this.host);
      return { head: parseFloat(style.getPropertyValue("--head-px")) || 110, col: parseFloat(style.getPropertyValue("--col-px")) || 96, top: HEAD_PX };
    }

    reveal() {
      const { head, col, top } = this.widths();
      const { host } = this;
      const y = this.at.row * ROW_PX;
      const x = this.at.col * col;
      if (y < host.scrollTop) host.scrollTop = y;
      else if (y + ROW_PX > host.scrollTop + host.clientHeight - top) host.scrollTop = y + ROW_PX - host.clientHeight + top;
      if (x < host.scrollLeft) host.scrollLeft = x;
      else if (x + col > host.scrollLeft + host.clientWidth - head) host.scrollLeft = x + col - host.clientWidth + head;
    }

    /** The rows and columns in sight, with a few to spare. */
    window() {
      const { col, head } = this.widths();
      const { rows, cols } = this.source;
      const top = Math.max(0, Math.floor(this.host.scrollTop / ROW_PX) - SPARE);
      const left = Math.max(0, Math.floor(this.host.scrollLeft / col) - 1);
      const bottom = Math.min(rows, top + Math.ceil(this.host.clientHeight / ROW_PX) + 2 * SPARE);
      const right = Math.min(cols, left + Math.ceil((this.host.clientWidth - head) / col) + 3);
      return { top, left, bottom, right, col };
    }

    draw() {
      if (!this.source || !this.host.clientHeight) return;
      const { rows, cols } = this.source;
      const seen = this.window();
      const width = `calc(var(--head-px) + ${cols * seen.col}px)`;
      this.heads.style.width = width;
      this.body.style.width = width;
      this.body.style.height = `${rows * ROW_PX}px`;
      this.host.setAttribute("aria-rowcount", rows + 1);
      this.host.setAttribute("aria-colcount", cols + 1);
      this.drawHeads(seen);
      const drawn = [];
      for (let row = seen.top; row < seen.bottom; row += 1) drawn.push(this.drawRow(row, seen));
      this.body.replaceChildren(...drawn);
      const active = find(`#${this.id}-active`, this.body);
      if (active) this.host.setAttribute("aria-activedescendant", active.id);
      else this.host.removeAttribute("aria-activedescendant");
    }

    drawHeads(seen) {
      const { left, right } = this.range;
      const corner = element("div", "columnheader", "sheet-corner");
      corner.textContent = this.source.corner;
      const made = [corner];
      for (let col = seen.left; col < seen.right; col += 1) {
        const head = element("div", "columnheader", "sheet-head");
        head.textContent = this.source.head(col);
        head.title = this.source.hint?.(col) ?? "";
        head.dataset.col = col;
        head.setAttribute("aria-colindex", col + 2);
        head.style.left = `calc(var(--head-px) + ${col * seen.col}px)`;
        if (col >= left && col <= right) head.classList.add("in");
        made.push(head);
      }
      this.heads.replaceChildren(...made);
    }

    drawRow(row, seen) {
      const { top, bottom, left, right } = this.range;
      const line = element("div", "row", "sheet-row");
      line.style.top = `${row * ROW_PX}px`;
      line.setAttribute("aria-rowindex", row + 2);
      const head = element("div", "rowheader", "sheet-title");
      head.textContent = this.source.title(row);
      head.dataset.row = row;
      if (row >= top && row <= bottom) head.classList.add("in");
      line.append(head);
      for (let col = seen.left; col < seen.right; col += 1) {
        const cell = element("div", "gridcell", "sheet-cell");
        const fault = this.source.fault(row, col);
        cell.textContent = this.source.text(row, col);
        cell.dataset.row = row;
        cell.dataset.col = col;
        cell.style.left = `calc(var(--head-px) + ${col * seen.col}px)`;
        cell.setAttribute("aria-colindex", col + 2);
        if (this.source.isText) cell.classList.add("words");
        if (fault) { cell.classList.add("fault"); cell.title = fault; cell.setAttribute("aria-invalid", "true"); }
        if (row >= top && row <= bottom && col >= left && col <= right) { cell.classList.add("in"); cell.setAttribute("aria-selected", "true"); }
        if (row === this.at.row && col === this.at.col) { cell.classList.add("active"); cell.id = `${this.id}-active`; }
        line.append(cell);
      }
      return line;
    }

    /** Open the cell for typing: over what stands there, or behind it. */
    edit(start, over) {
      const { row, col } = this.at;
      if (this.source.rows === 0) return;
      this.reveal();
      this.isOver = over;
      this.editor.value = over ? start : this.source.raw(row, col);
      this.editor.inputMode = this.source.isText ? "text" : "decimal";
      this.editor.style.left = `calc(var(--head-px) + ${col * this.widths().col}px)`;
      this.editor.style.top = `${row * ROW_PX + HEAD_PX}px`;
      this.editor.hidden = false;
      this.editor.focus();
      if (!over) this.editor.select();
    }

    /** Close the cell: keep what was typed, or not. */
    close(isKept) {
      if (this.editor.hidden) return;
      this.editor.hidden = true;
      const { row, col } = this.at;
      const { value } = this.editor;
      if (isKept && value !== this.source.raw(row, col)) this.source.write([[row, col, value]]);
      this.host.focus({ preventScroll: true });
      this.draw();
    }

    /** The picked rectangle as text, as a spreadsheet takes it. */
    copied() {
      const { top, bottom, left, right } = this.range;
      const rows = [];
      for (let row = top; row <= bottom; row += 1) {
        const line = [];
        for (let col = left; col <= right; col += 1) line.push(this.source.raw(row, col));
        rows.push(line);
      }
      return cells.toClipboard(rows);
    }

    clear() {
      const { top, bottom, left, right } = this.range;
      const changes = [];
      for (let row = top; row <= bottom; row += 1) for (let col = left; col <= right; col += 1) changes.push([row, col, ""]);
      this.source.write(changes);
    }

    /** Repeat the first row (or column) of the rectangle in the rest of it. */
    fill(isDown) {
      const { top, bottom, left, right } = this.range;
      const changes = [];
      for (let row = top; row <= bottom; row += 1) {
        for (let col = left; col <= right; col += 1) changes.push([row, col, this.source.raw(isDown ? top : row, isDown ? col : left)]);
      }
      this.source.write(changes);
    }

    /** Put a rectangle of text where the cursor is; one value fills the whole picked rectangle. */
    paste(rows) {
      const { top, bottom, left, right } = this.range;
      const single = rows.length === 1 && rows[0].length === 1;
      const height = single ? bottom - top + 1 : rows.length;
      const width = single ? right - left + 1 : Math.max(...rows.map((row) => row.length));
      const missing = { rows: Math.max(0, top + height - this.source.rows), cols: Math.max(0, left + width - this.source.cols) };
      if ((missing.rows || missing.cols) && !this.source.grow(missing)) return;
      const changes = [];
      for (let row = 0; row < height; row += 1) {
        for (let col = 0; col < width; col += 1) {
          const text = single ? rows[0][0] : rows[row][col];
          if (text !== undefined && top + row < this.source.rows && left + col < this.source.cols) changes.push([top + row, left + col, text]);
        }
      }
      this.source.write(changes);
      this.at = { row: Math.min(top + height, this.source.rows) - 1, col: Math.min(left + width, this.source.cols) - 1 };
      this.from = { row: top, col: left };
      this.draw();
      this.listeners.forEach((listener) => listener());
    }
  }
  window.galeon.Grid = Grid;
}
