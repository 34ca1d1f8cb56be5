// The sheet saved: sent whole, its faults told at their cells, and what is unsaved kept on this device.
"use strict";
{
const { form, table, body, heads, names, words, find, rows, textOf } = sheet;
const state = find("state");
const faultList = document.querySelector("[data-cell-faults]");
const key = `budget:${words.film}:${document.querySelector("meta[name=person]")?.content || ""}`;
const placeKey = `budget:place:${words.film}`;
const base = form.elements.base.value;
const spoken = document.getElementById("notices").dataset;
let savedText = "";

function sent() {
  return rows().map((row) => {
    const set = {};
    [...row.cells].slice(1).forEach((cell, column) => { if (sheet.isTouched(cell)) set[names[column]] = textOf(cell); });
    const number = row.dataset.n === undefined ? null : Number(row.dataset.n);
    return Object.keys(set).length ? { n: number, set } : { n: number };
  }).filter((row) => row.n !== null || row.set);
}

function keep() {
  const text = JSON.stringify(sent());
  const isDirty = text !== savedText;
  state.textContent = isDirty ? words.unsaved : words.same;
  try {
    if (isDirty) localStorage.setItem(key, JSON.stringify({ base, rows: text }));
    else localStorage.removeItem(key);
  } catch { /* this device keeps nothing */ }
}

// --- faults ---

function tell(faults) {
  const list = document.createElement("ul");
  list.className = "errors";
  // Rows without anything in them were not sent, so the numbers count the others.
  const there = rows().filter((row) => row.dataset.n !== undefined || [...row.cells].slice(1).some((cell) => textOf(cell).trim()));
  for (const { row, column, says } of faults) {
    const at = names.indexOf(column);
    const cell = there[row]?.cells[at + 1];
    const item = document.createElement("li");
    if (cell) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small quiet";
      button.textContent = `${cell.parentElement.cells[0].firstChild.data} · ${heads[at].textContent}: ${says}`;
      cell.setAttribute("aria-invalid", "true");
      cell.title = says;
      if (cell.hidden) sheet.showColumn(column, true);
      button.addEventListener("click", () => sheet.go(cell.parentElement.sectionRowIndex, at));
      item.append(button);
    } else item.textContent = says;
    list.append(item);
  }
  faultList.replaceChildren(list);
  const first = body.querySelector("[aria-invalid]");
  if (first) sheet.go(first.parentElement.sectionRowIndex, first.cellIndex - 1);
}

function forget() {
  for (const cell of body.querySelectorAll("[aria-invalid]")) {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("title");
  }
  faultList.replaceChildren();
}

// --- saving ---

function saved(to) {
  savedText = JSON.stringify(sent());
  try {
    localStorage.removeItem(key);
    sessionStorage.setItem(placeKey, JSON.stringify(sheet.place()));
  } catch { /* nothing was kept */ }
  location.assign(to);
}

function signedOut() {
  const back = `${spoken.signIn}?next=${encodeURIComponent(location.pathname)}`;
  workbench.notice(spoken.signedOut, "is-warning", [{ label: spoken.signInAgain, href: back }]);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  sheet.finish(true);
  forget();
  form.elements.rows.value = JSON.stringify(sent());
  find("save").disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") return signedOut();
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const said = isJson ? await answer.json() : { says: spoken[`on${answer.status}`] || words.failed };
    if (said.to) return saved(said.to);
    if (said.faults) tell(said.faults);
    workbench.notice(said.faults ? words.faults : said.says, "is-error");
  } catch {
    workbench.notice(spoken.offline, "is-error");
  } finally {
    find("save").disabled = false;
  }
});
addEventListener("beforeunload", (event) => { if (JSON.stringify(sent()) !== savedText) event.preventDefault(); });

// --- what was left unsaved ---

function restore(kept) {
  const there = new Map(rows().map((row) => [row.dataset.n, row]));
  const placed = JSON.parse(kept.rows).map(({ n, set }) => {
    const old = n === null ? undefined : there.get(String(n));
    if (!old) return sheet.fresh(set);
    for (const [name, text] of Object.entries(set || {})) {
      if (names.includes(name)) sheet.put(old.cells[names.indexOf(name) + 1], text);
    }
    return old;
  });
  body.replaceChildren(...(placed.length ? placed : [sheet.fresh()]));
  sheet.changed();
  sheet.go(0, sheet.firstShown());
}

function offer() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch { /* nothing to offer */ }
  if (!kept || kept.rows === savedText) return;
  if (kept.base === base && location.hash === "#kept") return restore(kept);
  // What was typed into an older revision is put back into that one, and joined when it is saved.
  const back = kept.base === base ? { run: () => restore(kept) } : { href: `${location.pathname}?base=${kept.base}#kept` };
  workbench.notice(words.left, "is-warning", [
    { label: words.restore, ...back },
    { label: words.discard, run: () => localStorage.removeItem(key) },
  ]);
}

// --- begin ---

savedText = JSON.stringify(sent());
state.textContent = words.same;
find("undo").disabled = find("redo").disabled = true;
sheet.hear(keep);
offer();
body.rows[0].cells[sheet.firstShown() + 1].tabIndex = 0;
const asked = body.querySelector(".is-asked");
if (asked) sheet.go(asked.sectionRowIndex, names.indexOf("country"));
try {
  const place = JSON.parse(sessionStorage.getItem(placeKey) || "null");
  sessionStorage.removeItem(placeKey);
  if (place && !asked) sheet.go(place.row, place.column);
} catch { /* begins above */ }
}
