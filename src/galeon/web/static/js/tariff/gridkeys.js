// Keyboard, mouse and clipboard of a grid, as Excel, WPS and LibreOffice have them.
{
  const { cells } = window.galeon;
  const isCommand = (event) => event.ctrlKey || event.metaKey;

  /** Where the cursor goes: Ctrl jumps to the edge. */
  const moved = (grid, event) => {
    const { row, col } = grid.at;
    const far = isCommand(event);
    const page = Math.max(1, Math.floor((grid.host.clientHeight - 34) / 30) - 1);
    const { rows, cols } = grid.source;
    return {
      ArrowUp: [far ? 0 : row - 1, col], ArrowDown: [far ? rows - 1 : row + 1, col],
      ArrowLeft: [row, far ? 0 : col - 1], ArrowRight: [row, far ? cols - 1 : col + 1],
      Home: [far ? 0 : row, 0], End: [far ? rows - 1 : row, cols - 1],
      PageUp: [row - page, col], PageDown: [row + page, col],
    }[event.key];
  };

  /** Tab goes on to the next cell and, after the last, out of the grid. */
  const tabbed = (grid, event) => {
    const { row, col } = grid.at;
    const { rows, cols } = grid.source;
    const next = row * cols + col + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= rows * cols) return;
    event.preventDefault();
    grid.select(Math.floor(next / cols), next % cols);
  };

  const commands = {
    a: (grid) => { grid.from = { row: 0, col: 0 }; grid.select(grid.source.rows - 1, grid.source.cols - 1, true, false); },
    d: (grid) => grid.fill(true),
    r: (grid) => grid.fill(false),
  };

  const navigate = (grid, event) => {
    if (!grid.source?.rows || event.altKey) return;
    const target = moved(grid, event);
    if (target) {
      event.preventDefault();
      grid.select(target[0], target[1], event.shiftKey);
      return;
    }
    if (isCommand(event)) {
      const command = commands[event.key.toLowerCase()];
      if (command && !(grid.isFixed && event.key.toLowerCase() !== "a")) { event.preventDefault(); event.stopPropagation(); command(grid); }
      return;
    }
    if (event.key === "Tab") tabbed(grid, event);
    else if (event.key === "Enter") { event.preventDefault(); grid.select(grid.at.row + (event.shiftKey ? -1 : 1), grid.at.col); }
    else if (event.key === "Escape") grid.host.blur();
    else if (!grid.isFixed) type(grid, event);
  };

  const type = (grid, event) => {
    if (event.key === "F2") { event.preventDefault(); grid.edit("", false); }
    else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); grid.clear(); }
    else if (event.key.length === 1) { event.preventDefault(); grid.edit(event.key, true); }
    else if (event.key === "Process") grid.edit("", true);
    if (event.key.length === 1) event.stopPropagation(); // no letter of a cell is a shortcut of the page
  };

  const inEditor = (grid, event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter") { event.preventDefault(); grid.close(true); grid.select(grid.at.row + (event.shiftKey ? -1 : 1), grid.at.col); }
    else if (event.key === "Tab") { event.preventDefault(); grid.close(true); tabbed(grid, event); }
    else if (event.key === "Escape") { event.preventDefault(); grid.close(false); }
    else if (event.key === "F2") { event.preventDefault(); grid.isOver = false; }
    else if (grid.isOver && event.key.startsWith("Arrow")) {
      event.preventDefault();
      grid.close(true);
      const target = moved(grid, event);
      grid.select(target[0], target[1]);
    }
  };

  const mouse = (grid) => {
    let dragging = false;
    const place = (event) => {
      const on = document.elementFromPoint(event.clientX, event.clientY)?.closest(".sheet-cell");
      return on && grid.host.contains(on) ? [Number(on.dataset.row), Number(on.dataset.col)] : null;
    };
    grid.host.addEventListener("pointerdown", (event) => {
      if (event.target === grid.editor || event.button !== 0) return;
      grid.close(true);
      const { row, col } = event.target.dataset;
      const title = event.target.closest(".sheet-title, .sheet-head");
      if (title) {
        const { rows, cols } = grid.source;
        const isRow = title.matches(".sheet-title");
        if (!event.shiftKey) grid.from = isRow ? { row: Number(row), col: 0 } : { row: 0, col: Number(col) };
        grid.select(isRow ? Number(row) : rows - 1, isRow ? cols - 1 : Number(col), true, false);
      } else if (row !== undefined && col !== undefined) {
        grid.select(Number(row), Number(col), event.shiftKey);
        dragging = event.pointerType === "mouse";
      }
    });
    document.addEventListener("pointermove", (event) => {
      const at = dragging ? place(event) : null;
      if (at && (at[0] !== grid.at.row || at[1] !== grid.at.col)) grid.select(at[0], at[1], true);
    });
    document.addEventListener("pointerup", () => { dragging = false; });
    grid.host.addEventListener("dblclick", (event) => {
      if (grid.isFixed) return;
      if (event.target.closest(".sheet-cell")) grid.edit("", false);
      else if (event.target.matches(".sheet-head")) grid.source.rename?.(Number(event.target.dataset.col));
    });
  };

  const clipboard = (grid) => {
    const mine = () => document.activeElement === grid.host && grid.source?.rows;
    document.addEventListener("copy", (event) => {
      if (!mine()) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", grid.copied());
    });
    document.addEventListener("cut", (event) => {
      if (!mine() || grid.isFixed) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", grid.copied());
      grid.clear();
    });
    document.addEventListener("paste", (event) => {
      if (!mine() || grid.isFixed) return;
      event.preventDefault();
      grid.paste(cells.fromClipboard(event.clipboardData.getData("text/plain")));
    });
  };

  /** isFixed: to look at and copy from only. */
  window.galeon.makeGrid = (host, label, isFixed = false) => {
    const grid = new window.galeon.Grid(host, label);
    grid.isFixed = isFixed;
    if (isFixed) host.setAttribute("aria-readonly", "true");
    host.addEventListener("keydown", (event) => { if (event.target === host) navigate(grid, event); });
    grid.editor.addEventListener("keydown", (event) => inEditor(grid, event));
    grid.editor.addEventListener("blur", () => { if (!grid.editor.hidden) grid.close(true); });
    mouse(grid);
    clipboard(grid);
    return grid;
  };
}
