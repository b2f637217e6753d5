// Rows of a form: one more, one less, and many pasted from a spreadsheet.
{
  const { find, every } = window.galeon;
  const changed = (box) => box.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true }));
  const rowsOf = (box) => every("[data-row]", box);
  const add = (box) => {
    const last = rowsOf(box).at(-1);
    const next = Number(find("input", last).name.match(/\[(\d+)\]/)[1]) + 1;
    const row = last.cloneNode(true);
    every(".fault", row).forEach((fault) => fault.remove());
    every("input", row).forEach((input) => {
      input.name = input.name.replace(/\[\d+\]/, `[${next}]`);
      if (!input.name.endsWith(".origin_country")) input.value = input.name.endsWith(".quantity") ? "1" : "";
      input.removeAttribute("aria-invalid");
      const id = input.id.replace(/-\d+-/, `-${next}-`);
      find(`label[for="${input.id}"]`, row).htmlFor = id;
      input.id = id;
    });
    box.append(row);
    return row;
  };
  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-add]");
    if (more) find("input", add(find(`[data-rows="${more.dataset.add}"]`))).focus();
    const less = event.target.closest("[data-remove]");
    if (!less) return;
    const row = less.closest("[data-row]"), box = row.closest("[data-rows]"), rows = rowsOf(box), at = rows.indexOf(row);
    if (rows.length > 1) row.remove(); else every("input", row).forEach((input) => { input.value = ""; });
    const left = rowsOf(box);
    find("input", left[Math.min(at, left.length - 1)]).focus();
    changed(box);
  });
  // Pasted lines go into rows, their cells into fields, from the field pasted into on.
  document.addEventListener("paste", (event) => {
    const input = event.target, box = input.closest?.("[data-rows]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!box || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = text.replace(/\r/g, "").split("\n").filter((line) => line.trim()).slice(0, Number(box.dataset.max ?? 100));
    const row = input.closest("[data-row]"), first = rowsOf(box).indexOf(row), column = every("input", row).indexOf(input);
    lines.forEach((line, n) => {
      const into = rowsOf(box)[first + n] ?? add(box);
      const fields = every("input", into);
      line.split("\t").forEach((cell, at) => { if (fields[column + at]) fields[column + at].value = cell.trim(); });
    });
    changed(box);
  });
}
