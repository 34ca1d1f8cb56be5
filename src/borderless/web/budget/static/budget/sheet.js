// The budget's sheet: one cell has the focus, a block can be chosen, typing changes it, and everything
// is sent at once. Words stand in the form's data attributes.
"use strict";
{
const form = document.getElementById("sheet-form");
const table = document.getElementById("sheet");
const words = form.dataset;
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells].slice(1);
const names = heads.map((head) => head.dataset.c);
const numbers = heads.map((head) => head.classList.contains("num"));
const find = (name) => form.querySelector(`[data-${name}]`);
const state = find("state");
const faultList = document.querySelector("[data-cell-faults]");
const key = `budget:${words.film}:${document.querySelector("meta[name=person]")?.content || ""}`;
let focus = { row: 0, column: 0 };
let anchor = { ...focus };
let editor = null;
let savedText = "";

// --- cells ---

const rows = () => [...body.rows];
const cellAt = (row, column) => body.rows[row]?.cells[column + 1];
const textOf = (cell) => (cell.firstElementChild instanceof HTMLInputElement ? cell.dataset.before : cell.textContent);
const shown = (column) => !heads[column].hidden;

function fresh(text = {}) {
  const row = document.createElement("tr");
  row.className = "is-new";
  row.insertAdjacentHTML("beforeend", '<th scope="row"></th>');
  names.forEach((name, column) => {
    const cell = row.insertCell();
    cell.className = numbers[column] ? "num" : "";
    cell.hidden = heads[column].hidden;
    cell.tabIndex = -1;
    cell.textContent = text[name] || "";
    if (text[name]) cell.classList.add("is-dirty");
  });
  return row;
}

function renumber() {
  rows().forEach((row, index) => {
    const head = row.cells[0];
    if (head.firstChild?.nodeType === Node.TEXT_NODE) head.firstChild.data = String(index + 1);
    else head.prepend(String(index + 1));
    row.setAttribute("aria-rowindex", index + 2);
  });
  table.setAttribute("aria-rowcount", rows().length + 1);
}

const original = new Map();
for (const row of rows()) {
  [...row.cells].slice(1).forEach((cell) => { original.set(cell, cell.textContent); cell.tabIndex = -1; });
}

function put(cell, text) {
  cell.textContent = text;
  cell.classList.toggle("is-dirty", original.has(cell) ? original.get(cell) !== text : text !== "");
  cell.removeAttribute("aria-invalid");
}

// --- what is sent ---

function sent() {
  return rows().map((row) => {
    const set = {};
    [...row.cells].slice(1).forEach((cell, column) => {
      const text = textOf(cell);
      const changed = original.has(cell) ? original.get(cell) !== text : text.trim() !== "";
      if (changed) set[names[column]] = text;
    });
    const number = row.dataset.n === undefined ? null : Number(row.dataset.n);
    return Object.keys(set).length ? { n: number, set } : { n: number };
  }).filter((row) => row.n !== null || row.set);
}

const base = form.elements.base.value;
function changed() {
  renumber();
  const text = JSON.stringify(sent());
  const dirty = text !== savedText;
  state.textContent = dirty ? words.unsaved : words.same;
  try {
    if (dirty) localStorage.setItem(key, JSON.stringify({ base, rows: text }));
    else localStorage.removeItem(key);
  } catch { /* this device keeps nothing */ }
  find("undo").disabled = !steps.done.length;
  find("redo").disabled = !steps.undone.length;
  sums();
}

// --- sums, in the page for the eye; the server adds exactly ---

function amountOf(text) {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, "");
  const plain = words.comma ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
  const found = plain.match(/-?\d+(\.\d+)?/);
  return found ? Number(found[0]) : 0;
}

function sums() {
  const amount = names.indexOf("amount");
  const currency = names.indexOf("currency");
  const totals = new Map();
  for (const row of rows()) {
    const code = textOf(row.cells[currency + 1]).trim() || "";
    const value = amountOf(textOf(row.cells[amount + 1]));
    if (value) totals.set(code, (totals.get(code) || 0) + value);
  }
  const written = new Intl.NumberFormat(document.documentElement.dataset.figures || document.documentElement.lang, { maximumFractionDigits: 0 });
  table.tFoot.rows[0].cells[amount + 1].textContent = [...totals.values()].map((one) => written.format(one)).join(" + ");
  table.tFoot.rows[0].cells[currency + 1].textContent = [...totals.keys()].join(" + ");
}

const steps = new Steps(changed);

// --- focus and choice ---

const bounds = () => ({
  top: Math.min(focus.row, anchor.row), bottom: Math.max(focus.row, anchor.row),
  first: Math.min(focus.column, anchor.column), last: Math.max(focus.column, anchor.column),
});

function show() {
  for (const cell of body.querySelectorAll(".is-selected, .is-focus")) cell.classList.remove("is-selected", "is-focus");
  for (const cell of body.querySelectorAll('[tabindex="0"]')) cell.tabIndex = -1;
  const { top, bottom, first, last } = bounds();
  if (top !== bottom || first !== last) {
    for (let row = top; row <= bottom; row += 1) {
      for (let column = first; column <= last; column += 1) cellAt(row, column)?.classList.add("is-selected");
    }
  }
  const cell = cellAt(focus.row, focus.column);
  if (!cell) return;
  cell.classList.add("is-focus");
  cell.tabIndex = 0;
  if (!editor) cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function go(row, column, choose = false) {
  const last = rows().length - 1;
  focus = { row: Math.max(0, Math.min(row, last)), column: Math.max(0, Math.min(column, names.length - 1)) };
  if (!choose) anchor = { ...focus };
  show();
}

function beside(column, by) {
  let to = column + by;
  while (to >= 0 && to < names.length && !shown(to)) to += by;
  return to >= 0 && to < names.length ? to : null;
}

function onward(by) {
  const to = beside(focus.column, by);
  if (to !== null) return go(focus.row, to);
  const row = focus.row + by;
  if (row < 0) return go(focus.row, focus.column);
  if (row >= rows().length) addRows(rows().length, 1);
  const edge = by > 0 ? names.findIndex((_, column) => shown(column)) : names.findLastIndex((_, column) => shown(column));
  return go(row, edge);
}

// --- changing ---

function set(changes) {
  const all = changes.map(([cell, text]) => [cell, text, textOf(cell)]).filter(([, text, was]) => text !== was);
  if (!all.length) return;
  steps.run({
    redo: () => all.forEach(([cell, text]) => put(cell, text)),
    undo: () => all.forEach(([cell, , was]) => put(cell, was)),
  });
}

function addRows(at, count) {
  const made = Array.from({ length: count }, () => fresh());
  steps.run({
    redo: () => { const next = body.rows[at] || null; made.forEach((row) => body.insertBefore(row, next)); },
    undo: () => made.forEach((row) => row.remove()),
  });
}

function removeRows(top, bottom) {
  const gone = rows().slice(top, bottom + 1);
  if (!gone.length) return;
  const next = gone[gone.length - 1].nextElementSibling;
  steps.run({
    redo: () => gone.forEach((row) => row.remove()),
    undo: () => gone.forEach((row) => body.insertBefore(row, next?.isConnected ? next : null)),
  });
  if (!rows().length) addRows(0, 1);
  go(top, focus.column);
}

function edit(text) {
  const cell = cellAt(focus.row, focus.column);
  if (!cell || editor) return;
  editor = document.createElement("input");
  editor.type = "text";
  editor.autocomplete = "off";
  editor.setAttribute("aria-label", heads[focus.column].textContent);
  cell.dataset.before = cell.textContent;
  editor.value = text ?? cell.textContent;
  cell.replaceChildren(editor);
  editor.focus();
  if (text === undefined) editor.select();
  editor.addEventListener("blur", () => finish(true));
}

function finish(keep) {
  if (!editor) return;
  const cell = editor.parentElement;
  const text = editor.value;
  const was = cell.dataset.before;
  editor = null;
  delete cell.dataset.before;
  cell.textContent = was;
  if (keep) set([[cell, text]]);
}

// --- keys ---

table.addEventListener("keydown", (event) => {
  const ctrl = event.ctrlKey || event.metaKey;
  const rtl = document.documentElement.dir === "rtl";
  if (editor) {
    if (event.key === "Escape") { finish(false); show(); event.preventDefault(); }
    else if (event.key === "Enter") { finish(true); go(focus.row + (event.shiftKey ? -1 : 1), focus.column); event.preventDefault(); }
    else if (event.key === "Tab") { finish(true); onward(event.shiftKey ? -1 : 1); event.preventDefault(); }
    return;
  }
  if (!event.target.closest("td")) return;
  const sideways = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
  const down = { ArrowUp: -1, ArrowDown: 1, PageUp: -15, PageDown: 15 }[event.key];
  let handled = true;
  if (sideways) {
    const to = ctrl ? (sideways < 0 ? names.findIndex((_, one) => shown(one)) : names.findLastIndex((_, one) => shown(one))) : beside(focus.column, sideways);
    if (to !== null) go(focus.row, to, event.shiftKey);
  } else if (down) go(ctrl ? (down < 0 ? 0 : rows().length) : focus.row + down, focus.column, event.shiftKey);
  else if (event.key === "Home") go(ctrl ? 0 : focus.row, names.findIndex((_, one) => shown(one)), event.shiftKey);
  else if (event.key === "End") go(ctrl ? rows().length : focus.row, names.findLastIndex((_, one) => shown(one)), event.shiftKey);
  else if (event.key === "Tab") {
    // At either end of the sheet Tab leaves it, so that nobody is caught.
    const first = focus.row === 0 && beside(focus.column, -1) === null;
    const end = focus.row === rows().length - 1 && beside(focus.column, 1) === null;
    if ((event.shiftKey && first) || (!event.shiftKey && end)) handled = false;
    else onward(event.shiftKey ? -1 : 1);
  } else if (event.key === "Enter" || event.key === "F2") edit();
  else if (event.key === "Delete" || event.key === "Backspace") {
    const { top, bottom, first, last } = bounds();
    const cells = [];
    for (let row = top; row <= bottom; row += 1) for (let column = first; column <= last; column += 1) if (shown(column)) cells.push([cellAt(row, column), ""]);
    set(cells);
  } else if (ctrl && event.key.toLowerCase() === "z") { if (event.shiftKey) steps.redo(); else steps.undo(); show(); }
  else if (ctrl && event.key.toLowerCase() === "y") { steps.redo(); show(); }
  else if (ctrl && event.key.toLowerCase() === "s") form.requestSubmit();
  else if (ctrl && event.key.toLowerCase() === "a") { anchor = { row: 0, column: 0 }; focus = { row: rows().length - 1, column: names.length - 1 }; show(); }
  else if (event.key.length === 1 && !ctrl && !event.altKey) edit(event.key);
  else handled = false;
  if (handled) event.preventDefault();
});

// --- mouse ---

let dragging = false;
table.addEventListener("mousedown", (event) => {
  const cell = event.target.closest("td");
  if (!cell || !body.contains(cell) || cell.contains(editor)) return;
  finish(true);
  go(cell.parentElement.sectionRowIndex, cell.cellIndex - 1, event.shiftKey);
  dragging = true;
  event.preventDefault();
});
table.addEventListener("mouseover", (event) => {
  const cell = dragging && event.target.closest("td");
  if (cell && body.contains(cell)) go(cell.parentElement.sectionRowIndex, cell.cellIndex - 1, true);
});
document.addEventListener("mouseup", () => { dragging = false; });
table.addEventListener("dblclick", (event) => { if (event.target.closest("tbody td")) edit(); });

// --- the clipboard ---

const inSheet = () => !editor && body.contains(document.activeElement);
function chosen() {
  const { top, bottom, first, last } = bounds();
  const found = [];
  for (let row = top; row <= bottom; row += 1) {
    const cells = [];
    for (let column = first; column <= last; column += 1) if (shown(column)) cells.push(textOf(cellAt(row, column)));
    found.push(cells);
  }
  return found;
}

for (const name of ["copy", "cut"]) {
  document.addEventListener(name, (event) => {
    if (!inSheet()) return;
    event.clipboardData.setData("text/plain", block.write(chosen()));
    event.preventDefault();
    if (name === "cut") {
      const { top, bottom, first, last } = bounds();
      const cells = [];
      for (let row = top; row <= bottom; row += 1) for (let column = first; column <= last; column += 1) if (shown(column)) cells.push([cellAt(row, column), ""]);
      set(cells);
    }
  });
}

document.addEventListener("paste", (event) => {
  if (!inSheet()) return;
  event.preventDefault();
  const pasted = block.read(event.clipboardData.getData("text/plain"));
  const { top, first } = bounds();
  const columns = names.map((_, column) => column).filter((column) => column >= first && shown(column));
  const lacking = top + pasted.length - rows().length;
  const made = lacking > 0 ? Array.from({ length: lacking }, () => fresh()) : [];
  const changes = [];
  const before = rows().length;
  pasted.forEach((texts, down) => {
    const row = top + down < before ? body.rows[top + down] : made[top + down - before];
    texts.slice(0, columns.length).forEach((text, across) => {
      const cell = row.cells[columns[across] + 1];
      changes.push([cell, text.trim(), textOf(cell)]);
    });
  });
  steps.run({
    redo: () => { made.forEach((row) => body.append(row)); changes.forEach(([cell, text]) => put(cell, text)); },
    undo: () => { changes.forEach(([cell, , was]) => put(cell, was)); made.forEach((row) => row.remove()); },
  });
  anchor = { row: top, column: first };
  const width = Math.max(...pasted.map((texts) => texts.length));
  focus = { row: top + pasted.length - 1, column: columns[Math.min(width, columns.length) - 1] ?? first };
  show();
});

// --- tools ---

find("undo").addEventListener("click", () => { steps.undo(); show(); });
find("redo").addEventListener("click", () => { steps.redo(); show(); });
find("above").addEventListener("click", () => { const at = bounds().top; addRows(at, 1); go(at, focus.column); });
find("below").addEventListener("click", () => { const at = bounds().bottom + 1; addRows(at, 1); go(at, focus.column); });
find("remove").addEventListener("click", () => { const { top, bottom } = bounds(); removeRows(top, bottom); });
const hiddenKey = "budget:columns";
function column(name, visible) {
  const index = names.indexOf(name);
  heads[index].hidden = !visible;
  for (const row of [...rows(), ...table.tFoot.rows]) row.cells[index + 1].hidden = !visible;
}
for (const box of form.querySelectorAll("[data-column]")) {
  box.addEventListener("change", () => {
    column(box.dataset.column, box.checked);
    const seen = [...form.querySelectorAll("[data-column]:checked")].map((one) => one.dataset.column);
    try { localStorage.setItem(hiddenKey, JSON.stringify(seen)); } catch { /* holds for this page only */ }
  });
}
try {
  const seen = JSON.parse(localStorage.getItem(hiddenKey) || "null");
  if (Array.isArray(seen)) for (const box of form.querySelectorAll("[data-column]")) { box.checked = seen.includes(box.dataset.column); column(box.dataset.column, box.checked); }
} catch { /* the usual columns */ }

// --- saving ---

function tell(faults) {
  faultList.replaceChildren();
  const list = document.createElement("ul");
  list.className = "errors";
  // Rows without anything in them were not sent, so the numbers count the others.
  const there = rows().filter((row) => row.dataset.n !== undefined || [...row.cells].slice(1).some((cell) => textOf(cell).trim()));
  faults.forEach(({ row, column, says }, index) => {
    const cell = there[row]?.cells[names.indexOf(column) + 1];
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small quiet";
    button.textContent = cell ? `${cell.parentElement.cells[0].firstChild.data} · ${heads[names.indexOf(column)].textContent}: ${says}` : says;
    if (cell) {
      cell.setAttribute("aria-invalid", "true");
      if (cell.hidden) column_visible(column);
      button.addEventListener("click", () => go(cell.parentElement.sectionRowIndex, cell.cellIndex - 1));
      if (!index) go(cell.parentElement.sectionRowIndex, cell.cellIndex - 1);
    }
    item.append(button);
    list.append(item);
  });
  faultList.append(list);
}

function column_visible(name) {
  column(name, true);
  const box = form.querySelector(`[data-column="${name}"]`);
  if (box) box.checked = true;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  finish(true);
  for (const cell of body.querySelectorAll("[aria-invalid]")) cell.removeAttribute("aria-invalid");
  faultList.replaceChildren();
  form.elements.rows.value = JSON.stringify(sent());
  find("save").disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error("signed out");
    const said = await answer.json();
    if (said.to) {
      savedText = JSON.stringify(sent());
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
      location.assign(said.to);
      return;
    }
    if (said.faults) { tell(said.faults); workbench.notice(words.faults, "is-error"); } else workbench.notice(said.says || words.failed, "is-error");
  } catch {
    workbench.notice(words.failed, "is-error");
  } finally {
    find("save").disabled = false;
  }
});
addEventListener("beforeunload", (event) => { if (JSON.stringify(sent()) !== savedText) event.preventDefault(); });

// --- what was left unsaved ---

function restore(kept) {
  const there = new Map(rows().map((row) => [row.dataset.n, row]));
  const order = JSON.parse(kept.rows);
  const used = new Set();
  const placed = order.map(({ n, set: texts }) => {
    const old = n === null ? undefined : there.get(String(n));
    if (!old) return fresh(texts || {});
    used.add(old);
    for (const [name, text] of Object.entries(texts || {})) put(old.cells[names.indexOf(name) + 1], text);
    return old;
  });
  for (const row of rows()) if (!used.has(row)) row.remove();
  body.append(...placed);
  form.elements.base.value = kept.base;
  changed();
  go(0, focus.column);
}

// --- begin ---

find("tools").hidden = false;
if (!rows().length) body.append(fresh());
savedText = JSON.stringify(sent());
changedQuietly();
function changedQuietly() {
  renumber();
  sums();
  state.textContent = words.same;
  find("undo").disabled = true;
  find("redo").disabled = true;
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && kept.rows !== savedText && kept.base === base) {
      workbench.notice(words.left, "is-warning", [
        { label: words.restore, run: () => restore(kept) },
        { label: words.discard, run: () => localStorage.removeItem(key) },
      ]);
    }
  } catch { /* nothing to offer */ }
}
const asked = table.dataset.row && body.querySelector(`[data-file="${table.dataset.row}"]`);
if (asked) go(asked.sectionRowIndex, Math.max(0, names.indexOf("country")));
else {
  const cell = cellAt(0, 0);
  if (cell) cell.tabIndex = 0;
}
}
