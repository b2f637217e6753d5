// What every page does: theme, side menu, dialogs, toasts. Sentences come from data- attributes.
const find = (selector, root = document) => root.querySelector(selector);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];
window.galeon = { find, every };

const root = document.documentElement;
const remember = (theme) => {
  root.dataset.theme = theme;
  try { localStorage.setItem("galeon-theme", theme); } catch { /* private window: the cookie is enough */ }
  document.cookie = `galeon_theme=${theme};path=/;max-age=31536000;samesite=lax`;
};
try {
  const kept = localStorage.getItem("galeon-theme");
  if (kept && !root.dataset.theme) remember(kept);
} catch { /* no storage */ }

const toggleNavigation = () => {
  const open = document.body.classList.toggle("nav-open");
  find('[aria-controls="side"]')?.setAttribute("aria-expanded", String(open));
  if (open) find(".side .icon-button")?.focus();
};
const openFinder = () => {
  const finder = find("#finder");
  if (!finder || finder.open) return;
  finder.showModal();
  find("input", finder).select();
};
const openHelp = () => { find("#who-menu")?.hidePopover?.(); find("#help")?.showModal(); };
Object.assign(window.galeon, { openFinder, openHelp });

window.galeon.icon = (name) => {
  const sprite = find(".icon use")?.getAttribute("href").split("#")[0] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};
window.galeon.toast = (sentence, tone = "ok") => {
  const { icon } = window.galeon;
  const toast = document.createElement("div");
  toast.className = `toast tone-${tone}`;
  const text = document.createElement("span");
  text.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", document.body.dataset.close);
  close.append(icon("x"));
  toast.append(tone === "bad" ? icon("circle-alert") : icon("circle-check"), text, close);
  find("#toasts").append(toast);
  later(toast);
};
const later = (toast) => { if (!toast.matches(".tone-bad")) setTimeout(() => toast.remove(), 7000); };
every("#toasts .toast").forEach(later);

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-nav]")) toggleNavigation();
  if (on("[data-finder]")) openFinder();
  if (on("[data-help]")) openHelp();
  on("[data-dismiss]")?.closest(".toast").remove();
  if (on("[data-theme-toggle]")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    remember(dark ? "light" : "dark");
  }
  if (on("[data-print-page]")) window.print();
  const copy = on("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => window.galeon.toast(copy.dataset.copied));
  if (event.target.matches("dialog")) event.target.close(); // a click on the backdrop
});

// A form marked so asks before it is sent, in the words it carries.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});
for (const kind of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(kind, () => window.galeon.toast(document.body.dataset.failed, "bad"));
document.addEventListener("htmx:afterRequest", (event) => {
  const sentence = event.detail.xhr?.getResponseHeader("X-Toast");
  if (sentence) window.galeon.toast(decodeURIComponent(sentence), event.detail.failed ? "bad" : "ok");
});

// A choice that shows its list at once.
document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });

// Drop a file on the box instead of choosing it.
every(".drop").forEach((box) => {
  const input = find("input[type=file]", box);
  const name = find("[data-file-name]", box);
  const show = () => { if (input.files.length) name.textContent = input.files[0].name; };
  input.addEventListener("change", show);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
  }
});
