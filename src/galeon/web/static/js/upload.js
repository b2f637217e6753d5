// A form that sends a file: how much is sent, then that it is being read.
{
  const { find, every } = window.galeon;
  for (const form of every("[data-upload]")) {
    const bar = find("[data-progress]", form);
    const text = find("[data-progress-text]", form);
    form.addEventListener("htmx:beforeRequest", () => { bar.hidden = false; bar.value = 0; every("button", form).forEach((button) => { button.disabled = true; }); });
    form.addEventListener("htmx:xhr:progress", (event) => {
      const { loaded, total } = event.detail;
      if (!total) return;
      bar.value = (100 * loaded) / total;
      if (loaded >= total) { bar.removeAttribute("value"); text.textContent = text.dataset.sent; }
    });
    form.addEventListener("htmx:afterRequest", () => { bar.hidden = true; text.textContent = ""; every("button", form).forEach((button) => { button.disabled = false; }); });
  }
}
