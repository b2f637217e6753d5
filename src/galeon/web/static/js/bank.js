// The bank's lines by keyboard: J and K move, Enter accepts, O opens the rest, X is nobody's, Z takes back, A all sure ones.
{
  const { find, every } = window.galeon;
  const lines = () => every("[data-line]");
  const current = () => lines().find((line) => line.contains(document.activeElement));
  const goTo = (line) => { line?.focus(); line?.scrollIntoView({ block: "nearest" }); };
  const move = (by) => {
    const all = lines();
    goTo(all[Math.min(all.length - 1, Math.max(0, all.indexOf(current()) + by))]);
  };
  const press = (selector) => {
    const line = current();
    const button = line && find(selector, line);
    if (button && !button.disabled) button.click();
  };
  const open = () => {
    const rest = current() && find(".recon-other", current());
    if (!rest) return;
    rest.open = true;
    find("input[list]", rest).focus();
  };
  const actions = {
    j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
    Enter: () => press("[data-accept]"), o: open, x: () => press("[data-ignore]"), z: () => press("[data-undo]"),
    a: () => find("[data-sure]")?.click(),
  };
  let goPressed = false;
  // First to hear: the page's own J, K and X are about rows of tables.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea, button, a, summary") && !/^[jkxzoa]$/.test(event.key)) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const going = goPressed;
    goPressed = event.key === "g";
    const act = actions[event.key];
    if (!act || going) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);
  // After an answer the next line waits under the hand; one that was refused keeps it.
  let next;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const line = event.target.closest("[data-line]");
    next = line && (lines()[lines().indexOf(line) + 1]?.id ?? line.id);
    if (line) line.dataset.asked = "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const line = document.getElementById(event.detail.target.id);
    if (!line?.matches("[data-line]")) return;
    goTo(find("[role=alert]", line) ? line : document.getElementById(next) ?? line);
  });
  if (!location.hash && lines().length && matchMedia("(min-width: 801px)").matches) lines()[0].focus({ preventScroll: true });
}
