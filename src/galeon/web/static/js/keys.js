// The keyboard: Ctrl K and / to search, G then a letter to go, J K X in lists, ? for help.
{
  const { find, every, openFinder, openHelp } = window.galeon;
  let goPressed = false;
  const rows = () => every(".grid tbody tr[data-href]");
  const move = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    (find(".pick input", next) ?? find("a", next))?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const current = () => rows().find((row) => row.contains(document.activeElement));
  const actions = {
    "/": () => { const box = find("[data-page-search]"); if (box) box.focus(); else openFinder(); },
    "?": openHelp,
    j: () => move(1),
    k: () => move(-1),
    x: () => current() && find(".pick input", current())?.click(),
    n: () => find("[data-new]")?.click(),
    p: () => (document.body.classList.contains("has-picked") ? find("[data-bulk-print]") : find("[data-print]"))?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openFinder();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    if (event.key === "Escape" && document.body.classList.contains("nav-open")) find("[data-nav]").click();
    const typing = event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
    if (typing) { if (event.key === "Escape" && !event.target.matches("[data-keep-focus]")) event.target.blur(); return; }
    if (event.key === "Enter" && event.target.matches(".pick input") && current()) {
      event.preventDefault();
      location.assign(current().dataset.href);
      return;
    }
    const key = event.key.toLowerCase();
    if (goPressed) {
      goPressed = false;
      const link = find(`[data-go="${CSS.escape(key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (key === "g") { goPressed = true; setTimeout(() => { goPressed = false; }, 1200); return; }
    const act = actions[event.key] ?? actions[key];
    if (act) { event.preventDefault(); act(); }
  });

  // Arrow keys walk the finder's answers.
  find("#finder")?.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [find("#finder input"), ...every("#found a")];
    const at = stops.indexOf(document.activeElement);
    stops[(at + step + stops.length) % stops.length].focus();
  });
}
