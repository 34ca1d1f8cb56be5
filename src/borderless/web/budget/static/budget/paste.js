// Blocks of cells to and from any spreadsheet by the clipboard.
"use strict";
{
const { body, heads, names, words, table } = sheet;
const letters = { ł: "l", ø: "o", æ: "ae", ß: "ss", œ: "oe", đ: "d", ð: "d" };
/** Lower case without accents and signs, as the headings of columns are known. */
const folded = (text) => text.toLowerCase().replace(/[łøæßœđð]/g, (one) => letters[one]).normalize("NFKD")
  .replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const known = new Map();
heads.forEach((head, column) => {
  for (const heading of head.dataset.headings.split("|")) known.set(heading, column);
});

const inSheet = () => !sheet.isTyping() && body.contains(document.activeElement);

for (const name of ["copy", "cut"]) {
  document.addEventListener(name, (event) => {
    if (!inSheet()) return;
    const cells = sheet.chosen();
    event.clipboardData.setData("text/plain", block.write(cells.map((row) => row.map(sheet.textOf))));
    event.preventDefault();
    if (name === "cut") sheet.set(cells.flat().map((cell) => [cell, ""]));
  });
}

/** The column of each cell of a row of headings; null where it is an ordinary row. */
function columnsNamed(texts) {
  const bare = (text) => folded(text.replace(/[([]?(?:[A-Z]{3}|[€£$%])[)\]]?\s*$/, "")) || folded(text);
  const found = texts.map((text) => known.get(folded(text)) ?? known.get(bare(text)) ?? null);
  const many = found.filter((column) => column !== null);
  const isHeader = many.length > 1 && many.length === new Set(many).size
    && many.length * 2 > texts.filter((text) => text.trim()).length
    && (many.includes(names.indexOf("amount")) || many.includes(names.indexOf("description")));
  return isHeader ? found : null;
}

/** Spreadsheets keep shares where the sheet has percentages: a column of nothing above 1. */
function inPercent(rows, at, heading) {
  if (heading.includes("%")) return;
  const shares = rows.map((texts) => Number((texts[at] || "").replace(",", ".")));
  if (shares.some((share) => Number.isNaN(share) || share < 0 || share > 1)) return;
  rows.forEach((texts, row) => {
    if ((texts[at] || "").trim()) texts[at] = String(Number((shares[row] * 100).toFixed(6))).replace(".", words.comma ? "," : ".");
  });
}

function paste(pasted) {
  const { top, first } = sheet.bounds();
  const named = pasted.length > 1 ? columnsNamed(pasted[0]) : null;
  let columns = names.map((_, column) => column).filter((column) => column >= first && sheet.shown(column));
  if (named) {
    const labour = named.indexOf(names.indexOf("labour"));
    const [headings, ...rest] = pasted;
    pasted = rest;
    columns = named;
    if (labour >= 0) inPercent(pasted, labour, headings[labour]);
    for (const column of named) if (column !== null) sheet.showColumn(names[column], true);
    const left = headings.filter((text, at) => named[at] === null && text.trim());
    if (left.length) workbench.notice(`${words.notTaken} ${left.join(", ")}`, "is-warning");
  }
  const before = body.rows.length;
  const made = Array.from({ length: Math.max(0, top + pasted.length - before) }, () => sheet.fresh());
  const changes = [];
  pasted.forEach((texts, down) => {
    const row = body.rows[top + down] || made[top + down - before];
    texts.slice(0, columns.length).forEach((text, across) => {
      if (columns[across] === null) return;
      const cell = row.cells[columns[across] + 1];
      changes.push([cell, text.trim(), sheet.textOf(cell)]);
    });
  });
  sheet.steps.run({
    redo: () => { body.append(...made); changes.forEach(([cell, text]) => sheet.put(cell, text)); },
    undo: () => { changes.forEach(([cell, , was]) => sheet.put(cell, was)); made.forEach((row) => row.remove()); },
  });
  const touched = changes.map(([cell]) => cell.cellIndex - 1);
  if (!touched.length) return;
  sheet.choose({ row: top, column: Math.min(...touched) }, { row: top + pasted.length - 1, column: Math.max(...touched) });
}

document.addEventListener("paste", (event) => {
  if (!inSheet()) return;
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain");
  if (text) paste(block.read(text));
});
}
