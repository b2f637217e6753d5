// The quote page: what was opened stays open while prices change, and wrong fields say so.
{
  const { find, every } = window.galeon;
  const box = find("#offers");
  let open = new Set();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === box) open = new Set(every("details[open]", box).map((details) => details.id));
  });
  const mark = () => {
    every("#quote [aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    every("[data-wrong]", box).forEach((wrong) => {
      const input = find(`#quote [name="${CSS.escape(wrong.dataset.wrong)}"]`);
      if (input?.value) input.setAttribute("aria-invalid", "true");
    });
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== box) return;
    every("details", box).forEach((details) => { if (open.has(details.id)) details.open = true; });
    mark();
  });
  mark();
  document.addEventListener("keydown", (event) => { // Enter asks, it does not leave the page
    if (event.key === "Enter" && event.target.matches("#quote input")) {
      event.preventDefault();
      const fields = every("#quote input, #quote select").filter((field) => field.offsetParent);
      fields[fields.indexOf(event.target) + 1]?.focus();
    }
  });
}
