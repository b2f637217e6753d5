// The scan station: the box keeps the focus, each verdict has its sound, F-keys change the task, Esc takes back.
(() => {
  const { find } = window.galeon;
  const box = find("#text"), form = find("#scan");
  if (!box) return;
  const isLayer = () => find("dialog[open]") || find("[popover]:popover-open");
  document.addEventListener("focusout", () => setTimeout(() => {
    if (document.activeElement === document.body && !isLayer() && !document.body.classList.contains("nav-open")) box.focus();
  }, 30));
  // A scanner types faster than a server answers: the line is sent, the box is empty at once.
  form.addEventListener("htmx:configRequest", () => { setTimeout(() => { box.value = ""; }, 0); });

  let sound = null;
  const beep = (tone) => {
    const notes = { ok: [[1320, .09, "sine"]], warn: [[660, .14, "triangle"], [660, .14, "triangle"]], bad: [[220, .4, "square"]] }[tone];
    if (!notes) return;
    try {
      sound ??= new AudioContext();
      let at = sound.currentTime;
      for (const [hertz, seconds, shape] of notes) {
        const tune = sound.createOscillator(), volume = sound.createGain();
        tune.frequency.value = hertz;
        tune.type = shape;
        volume.gain.value = .09;
        tune.connect(volume).connect(sound.destination);
        tune.start(at);
        tune.stop(at + seconds);
        at += seconds + .06;
      }
    } catch { /* no sound card: the colour says it too */ }
  };
  document.addEventListener("htmx:afterSwap", () => {
    const held = find("#held");
    if (!held) return;
    if (held.dataset.prompt) {
      box.placeholder = held.dataset.prompt;
      box.setAttribute("aria-label", held.dataset.prompt);
      find("#prompt").textContent = held.dataset.prompt;
    }
    box.inputMode = ["weigh", "measure"].includes(held.dataset.step) ? "decimal" : "text";
    beep(held.dataset.step === "weigh" ? "" : held.dataset.tone);
    box.focus();
  });
  document.addEventListener("keydown", (event) => {
    const key = find(`[data-fkey="${event.key}"]`);
    if (key) { event.preventDefault(); location.assign(key.href); return; }
    if (event.key !== "Escape" || isLayer()) return;
    event.preventDefault();
    if (box.value) box.value = "";
    else if (!["code", "again"].includes(find("#held")?.dataset.step)) location.reload(); // what was held is dropped, nothing was written
    else find("#undo")?.requestSubmit();
  });
  box.focus();
})();
