// Picking rows: one, all, a stretch with Shift; the bar of actions follows the count.
{
  const { find, every } = window.galeon;
  let last = null;
  const boxes = () => every(".grid tbody .pick input");
  const count = () => {
    const all = boxes(), picked = all.filter((box) => box.checked).length;
    document.body.classList.toggle("has-picked", picked > 0);
    const shown = find("[data-picked-count]");
    if (shown) shown.textContent = picked;
    const head = find("[data-pick-all]");
    if (head) { head.checked = picked > 0 && picked === all.length; head.indeterminate = picked > 0 && picked < all.length; }
  };
  document.addEventListener("click", (event) => {
    const box = event.target.closest(".pick input");
    if (event.target.closest("[data-pick-none]")) boxes().forEach((each) => { each.checked = false; });
    if (box?.matches("[data-pick-all]")) boxes().forEach((each) => { each.checked = box.checked; });
    else if (box) {
      const all = boxes();
      if (event.shiftKey && last) {
        const [a, b] = [all.indexOf(last), all.indexOf(box)].sort((x, y) => x - y);
        all.slice(Math.max(0, a), b + 1).forEach((each) => { each.checked = box.checked; });
      }
      last = box;
    }
    count();
  });
  document.addEventListener("htmx:afterSwap", count);
  count();
}
