// The order form: Ctrl Enter books, the first fault gets the focus. Its rows are rows.js.
{
  const { find, every } = window.galeon;
  const form = find("#order");
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
