// Cells of the price grids: numbers as people write them to whole minor units and back, and rectangles of text as
// spreadsheets copy them. A cell holds a whole number, null (empty), or {t, f}: the text
// that could not be read, and why.
{
  const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
  const say = (name, places = {}) => (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => places[key] ?? whole);
  const marks = document.documentElement.lang.startsWith("es") ? { group: ".", mark: "," } : { group: ",", mark: "." };
  const COMMA = /^(\d*,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})$/;
  const POINT = /^(\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})$/;
  const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/; // 1,240 and 1.240: thousands to one reader, decimals to another
  const LARGEST = 1e12;
  const bare = (text) => String(text).replace(/[\s\u00a0\u202f'’$€£¥]|^\s*[A-Z]{3}(?=[\s\d-])|(?<=[\s\d])[A-Z]{3}\s*$/g, "").replace(/^\u2212/, "-");

  /** How a rectangle writes decimals: "," or ".", "" where no cell says, "mixed" where cells disagree. */
  const markOf = (texts) => {
    let found = "";
    for (const text of texts) {
      const typed = bare(text).replace(/^[+-]/, "");
      const mark = COMMA.test(typed) ? "," : POINT.test(typed) ? "." : "";
      if (mark && found && mark !== found) return "mixed";
      found ||= mark;
    }
    return found;
  };

  /** "48,50" with two places -> {value: 4850}; what cannot be read -> {fault: "why"}. mark: how decimals are written. */
  const read = (text, places, mark = marks.mark, largest = LARGEST) => {
    const typed = bare(text);
    if (typed === "") return { value: null };
    const digits = typed.replace(/^[+-]/, "");
    const isComma = COMMA.test(digits);
    const isEither = EITHER.test(digits);
    if (!/^\d+[.,]?$/.test(digits) && !isComma && !POINT.test(digits) && !isEither) return { fault: say("no_number") };
    if (mark === "mixed" && /[.,]/.test(digits)) return { fault: say("mixed") };
    if (isEither && !mark) return { fault: say("unclear") };
    const decimal = isEither ? mark : isComma ? "," : ".";
    const plain = digits.replaceAll(decimal === "," ? "." : ",", "").replace(",", ".");
    const [whole, part = ""] = plain.split(".");
    const decimals = part.replace(/0+$/, "");
    if (decimals.length > places) return { fault: say("too_many_decimals", { places }) };
    const value = Number(whole + decimals.padEnd(places, "0"));
    if (value && typed.startsWith("-")) return { fault: say("negative") };
    return value > largest ? { fault: say("too_large") } : { value };
  };
  /** 4850 with two places -> "48.50", in Spanish "48,50"; what could not be read stays as typed. keep: how many decimals are shown even if they are zero. */
  const write = (value, places, keep = places) => {
    if (value === null || value === undefined) return "";
    if (typeof value !== "number") return value.t ?? String(value);
    const digits = String(value).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places) || "0";
    let rest = places ? digits.slice(-places) : "";
    while (rest.length > keep && rest.endsWith("0")) rest = rest.slice(0, -1);
    return rest ? whole + marks.mark + rest : whole;
  };

  /** Text from the clipboard as rows of cells. Excel, WPS and LibreOffice put tabs between, quotes around breaks. */
  const fromClipboard = (text) => {
    const rows = [[""]];
    let quoted = false;
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < source.length; at += 1) {
      const letter = source[at];
      const row = rows.at(-1);
      if (quoted) {
        if (letter === '"' && source[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
        else if (letter === '"') quoted = false;
        else row[row.length - 1] += letter;
      } else if (letter === '"' && row.at(-1) === "") quoted = true;
      else if (letter === "\t") row.push("");
      else if (letter === "\n") rows.push([""]);
      else row[row.length - 1] += letter;
    }
    return rows;
  };
  const toClipboard = (rows) => rows.map((row) => row.map((text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join("\t")).join("\n");

  window.galeon.cells = { read, write, markOf, fromClipboard, toClipboard, say, mark: marks.mark };
}
