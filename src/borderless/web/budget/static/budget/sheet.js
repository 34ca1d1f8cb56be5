// The budget's sheet: one cell has the focus, a block can be chosen, typing changes it, and each change
// can be taken back. Words stand in the form's data attributes.
"use strict";
const sheet = (() => {
const form = document.getElementById("sheet-form");
const table = document.getElementById("sheet");
const words = form.dataset;
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells].slice(1);
const names = heads.map((head) => head.dataset.c);
const numbers = heads.map((head) => head.classList.contains("num"));
const find = (name) => form.querySelector(`[data-${name}]`);
const said = document.querySelector("[data-said]");
let focus = { row: 0, column: 0 };
let anchor = { ...focus };
let editor = null;
let unedited = null;
const listeners = [];

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
  cell.removeAttribute("title");
}

const isTouched = (cell) => (original.has(cell) ? original.get(cell) !== textOf(cell) : textOf(cell).trim() !== "");

function changed() {
  renumber();
  find("undo").disabled = !steps.done.length;
  find("redo").disabled = !steps.undone.length;
  for (const heard of listeners) heard();
}

const steps = new Steps(changed);

// --- focus and choice ---

const bounds = () => ({
  top: Math.min(focus.row, anchor.row), bottom: Math.max(focus.row, anchor.row),
  first: Math.min(focus.column, anchor.column), last: Math.max(focus.column, anchor.column),
});

function chosen() {
  const { top, bottom, first, last } = bounds();
  return rows().slice(top, bottom + 1).map((row) => [...row.cells].slice(first + 1, last + 2).filter((cell) => !cell.hidden));
}

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
  tell(cell);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// What is wrong with the cell, or was found in its row.
function tell(cell) {
  const sign = cell.parentElement.querySelector(".row-sign");
  said.lang = cell.title ? document.documentElement.lang : "en";
  said.textContent = cell.title || sign?.title || "";
}

function go(row, column, choose = false) {
  const last = rows().length - 1;
  focus = { row: Math.max(0, Math.min(row, last)), column: Math.max(0, Math.min(column, names.length - 1)) };
  if (!shown(focus.column)) focus.column = firstShown();
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
  return go(row, by > 0 ? firstShown() : lastShown());
}

const firstShown = () => names.findIndex((_, column) => shown(column));
const lastShown = () => names.findLastIndex((_, column) => shown(column));

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
  if (document.getElementById(`known-${names[focus.column]}`)) editor.setAttribute("list", `known-${names[focus.column]}`);
  editor.value = text ?? cell.textContent;
  unedited = text === undefined ? editor.value : null;
  cell.classList.add("is-editing");
  cell.append(editor);  // above the text, which keeps the column as wide as it is
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
  cell.classList.remove("is-editing");
  delete cell.dataset.before;
  cell.textContent = was;
  // A note of several lines is left alone by somebody who only looked into it.
  if (keep && text !== unedited) set([[cell, text]]);
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
    const to = ctrl ? (sideways < 0 ? firstShown() : lastShown()) : beside(focus.column, sideways);
    if (to !== null) go(focus.row, to, event.shiftKey);
  } else if (down) go(ctrl ? (down < 0 ? 0 : rows().length) : focus.row + down, focus.column, event.shiftKey);
  else if (event.key === "Home") go(ctrl ? 0 : focus.row, firstShown(), event.shiftKey);
  else if (event.key === "End") go(ctrl ? rows().length : focus.row, lastShown(), event.shiftKey);
  else if (event.key === "Tab") {
    // At either end of the sheet Tab leaves it, so that nobody is caught.
    const first = focus.row === 0 && beside(focus.column, -1) === null;
    const end = focus.row === rows().length - 1 && beside(focus.column, 1) === null;
    if ((event.shiftKey && first) || (!event.shiftKey && end)) handled = false;
    else onward(event.shiftKey ? -1 : 1);
  } else if (event.key === "Enter" || event.key === "F2") edit();
  else if (event.key === "Delete" || event.key === "Backspace") set(chosen().flat().map((cell) => [cell, ""]));
  else if (ctrl && event.key.toLowerCase() === "z") { if (event.shiftKey) steps.redo(); else steps.undo(); show(); }
  else if (ctrl && event.key.toLowerCase() === "y") { steps.redo(); show(); }
  else if (ctrl && event.key.toLowerCase() === "s") form.requestSubmit();
  else if (ctrl && event.key.toLowerCase() === "a") { anchor = { row: 0, column: firstShown() }; focus = { row: rows().length - 1, column: lastShown() }; show(); }
  else if (event.key.length === 1 && !ctrl && !event.altKey) edit(event.key);
  else handled = false;
  if (handled) event.preventDefault();
});

// --- mouse ---

let dragging = false;
let again = false;
table.addEventListener("mousedown", (event) => {
  const cell = event.target.closest("td");
  if (event.button || !cell || !body.contains(cell) || cell.contains(editor)) return;
  finish(true);
  again = cell.classList.contains("is-focus");
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
// A finger taps a cell once to choose it and once more to type.
table.addEventListener("click", (event) => {
  if (event.pointerType === "touch" && again && event.target.closest("tbody td")) edit();
});

// --- tools ---

find("undo").addEventListener("click", () => { steps.undo(); show(); });
find("redo").addEventListener("click", () => { steps.redo(); show(); });
find("above").addEventListener("click", () => { const at = bounds().top; addRows(at, 1); go(at, focus.column); });
find("below").addEventListener("click", () => { const at = bounds().bottom + 1; addRows(at, 1); go(at, focus.column); });
find("remove").addEventListener("click", () => { const { top, bottom } = bounds(); removeRows(top, bottom); });

const remembered = "budget:columns";
/** A column shown or hidden, now and when the page is opened again. */
function showColumn(name, visible) {
  toggle(name, visible);
  const seen = names.filter((_, column) => shown(column));
  try { localStorage.setItem(remembered, JSON.stringify(seen)); } catch { /* holds for this page only */ }
}
function toggle(name, visible) {
  const index = names.indexOf(name);
  heads[index].hidden = !visible;
  for (const row of [...rows(), ...table.tFoot.rows]) row.cells[index + 1].hidden = !visible;
  const box = form.querySelector(`[data-column="${name}"]`);
  if (box) box.checked = visible;
  if (!shown(focus.column)) focus.column = anchor.column = Math.max(0, firstShown());
}
for (const box of form.querySelectorAll("[data-column]")) {
  box.addEventListener("change", () => {
    if (firstShown() === lastShown() && !box.checked) { box.checked = true; return; }
    showColumn(box.dataset.column, box.checked);
  });
}
try {
  const seen = JSON.parse(localStorage.getItem(remembered) || "null");
  if (Array.isArray(seen) && names.some((name) => seen.includes(name))) for (const name of names) toggle(name, seen.includes(name));
} catch { /* the usual columns */ }

if (!rows().length) body.append(fresh());
renumber();

return {
  form, table, body, heads, names, words, find, rows, textOf, isTouched, shown, showColumn, firstShown, put, fresh,
  bounds, chosen, set, steps, go, show, finish, changed,
  isTyping: () => editor !== null,
  place: () => ({ row: focus.row, column: focus.column }),
  choose: (from, to) => { anchor = from; focus = to; show(); },
  hear: (listener) => listeners.push(listener),
};
})();
