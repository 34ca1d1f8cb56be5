// Sums as one types, for the eye: below the sheet by currency, in the topsheet at its rates. The server
// adds exactly when the sheet is saved.
"use strict";
{
const { names, table, textOf, words } = sheet;
const section = document.getElementById("topsheet");
const rates = section?.dataset.rates ? JSON.parse(section.dataset.rates) : {};
const note = section?.querySelector("[data-live-note]");
const written = new Intl.NumberFormat(document.documentElement.dataset.figures || document.documentElement.lang, { maximumFractionDigits: 0 });

function amountOf(text) {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, "");
  const plain = words.comma ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
  const found = plain.match(/\d+(\.\d+)?/);
  return found ? Number(found[0]) : 0;
}

/** As the topsheet groups accounts: the hundreds of a number, else the first part, else the department. */
function group(account, department) {
  const head = account.split("-")[0].split(".")[0].trim();
  return /^\d{3,}$/.test(head) ? `${head.slice(0, -2)}00` : head || department;
}

function lines() {
  const at = Object.fromEntries(names.map((name, column) => [name, column + 1]));
  return sheet.rows().map((row) => {
    const text = (name) => textOf(row.cells[at[name]]).trim();
    return {
      value: amountOf(text("amount")), currency: text("currency").toUpperCase() || words.currency,
      country: text("country"), phase: text("phase"), account: group(text("account"), text("department")),
    };
  }).filter((line) => line.value);
}

function added(all, key, worth) {
  const totals = new Map();
  for (const line of all) totals.set(key(line), (totals.get(key(line)) || 0) + worth(line));
  return totals;
}

function fill(part, totals, own) {
  const body = part.tBodies[0];
  for (const [text, amount] of totals) {
    let row = [...body.rows].find((one) => one.dataset.text === text);
    if (!row) {
      row = body.rows[0].cloneNode(true);
      row.dataset.text = text;
      row.cells[0].textContent = text || "–";
      body.append(row);
    }
    row.cells[row.cells.length - 1].textContent = written.format(amount);
    if (own) row.cells[1].textContent = written.format(own.get(text));
  }
  for (const row of body.rows) if (!totals.has(row.dataset.text)) [...row.cells].slice(1).forEach((cell) => { cell.textContent = written.format(0); });
}

let ran = false;
function sums() {
  const all = lines();
  const own = new Map([...added(all, (line) => line.currency, (line) => line.value)].sort());
  const foot = table.tFoot.rows[0];
  foot.cells[names.indexOf("amount") + 1].textContent = [...own.values()].map((one) => written.format(one)).join("\n");
  foot.cells[names.indexOf("currency") + 1].textContent = [...own.keys()].join("\n");
  if (ran && section?.dataset.rates) top(all, own);
  ran = true;
}

function top(all, own) {
  const counted = all.filter((line) => line.currency in rates);
  const worth = (line) => line.value * rates[line.currency];
  for (const part of section.querySelectorAll("table[data-live]")) {
    const name = part.dataset.live;
    fill(part, added(counted, (line) => line[name], worth), name === "currency" ? own : null);
    const total = part.tFoot?.rows[0].cells[1];
    if (total) total.textContent = written.format(counted.reduce((sum, line) => sum + worth(line), 0));
  }
  const lacking = [...own.keys()].filter((code) => !(code in rates));
  note.hidden = false;
  note.textContent = lacking.length ? `${note.dataset.says} ${note.dataset.lacking} ${lacking.join(", ")}` : note.dataset.says;
}

sheet.hear(sums);
sums();
}
