// The order form: more parcels and lines, Ctrl Enter books, the first fault gets the focus.
{
  const { find, every } = window.galeon;
  const form = find("#order");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    const box = find(`[data-rows="${button.dataset.add}"]`);
    const rows = every("[data-row]", box);
    const next = Number(rows.at(-1).querySelector("input").name.match(/\[(\d+)\]/)[1]) + 1;
    const row = rows.at(-1).cloneNode(true);
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
    find("input", row).focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "Enter" && event.target.matches("input.input")) { // Enter goes on to the next field
      event.preventDefault();
      const fields = every("input.input, select, input[type=radio]", form);
      fields[fields.indexOf(event.target) + 1]?.focus();
    }
  });
  form.addEventListener("submit", () => every("button:not([type])", form).forEach((button) => { button.disabled = true; }));
  find('[aria-invalid="true"]', form)?.focus();
}
