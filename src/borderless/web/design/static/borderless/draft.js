// Keeps what is typed in <form data-draft="KEY"> on this device until the server has saved it.
//
// It is offered back after a reload, a sign-out or a broken connection. Hidden fields are kept too:
// with the revision a form was made from, the server can join the draft with what others saved.
// A page that builds fields itself listens to "draft:restore" on the form (detail: the pairs).
"use strict";
{
const { notice } = window.workbench;
const PREFIX = "draft:";
const DAYS = 30;
const WAIT = 400; // milliseconds after the last key
const words = document.getElementById("notices").dataset;
const person = document.querySelector("meta[name=person]")?.content ?? "";
const nameOf = (form) => `${PREFIX}${person}:${form.dataset.draft}`;

const read = (name) => {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
};
const write = (name, draft) => {
  try { localStorage.setItem(name, JSON.stringify(draft)); } catch { /* full or closed */ }
};
const drop = (name) => {
  try { localStorage.removeItem(name); } catch { /* closed */ }
};

const kept = (field) => field.name && field.name !== "csrfmiddlewaretoken"
  && !["password", "file", "submit", "button"].includes(field.type) && !field.closest("[data-draft-skip]");

/** [name, value] of every field; boxes and choices by whether they are chosen. */
function values(form) {
  return [...form.elements].filter(kept).map((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return [field.name, field.value, field.checked];
    if (field.multiple && field.options) return [field.name, [...field.selectedOptions].map((one) => one.value)];
    return [field.name, field.value];
  });
}

function restore(form, pairs) {
  const taken = new Set();
  form.dispatchEvent(new CustomEvent("draft:restore", { detail: pairs, bubbles: true }));
  for (const [name, value, checked] of pairs) {
    const field = [...form.elements].find((one) => one.name === name && kept(one) && !taken.has(one)
      && (checked === undefined || one.value === value));
    if (!field) continue;
    taken.add(field);
    if (checked !== undefined) field.checked = checked;
    else if (Array.isArray(value)) for (const one of field.options) one.selected = value.includes(one.value);
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function offer(form) {
  const name = nameOf(form);
  const draft = read(name);
  if (!draft) return;
  if (JSON.stringify(draft.values) === JSON.stringify(values(form))) return;
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  notice(words.draftOffer.replace("{when}", when), "is-warning", [
    { label: words.draftDiscard, run: () => drop(name) },
    { label: words.draftRestore, run: () => restore(form, draft.values) },
  ]);
}

const waiting = new Map();
const keep = (form, sent = false) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  write(nameOf(form), { at: Date.now(), sent, values: values(form) });
};
const formOf = (event) => event.target.form?.closest("form[data-draft]");

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(keep, WAIT, form));
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-draft]") && !event.defaultPrevented) keep(event.target, true);
});
// Whoever closes the page within the wait loses nothing.
window.addEventListener("pagehide", () => { for (const form of [...waiting.keys()]) keep(form); });

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-draft]");
  // A page with faults, or a save that came too late, is shown but has saved nothing.
  const saved = event.detail.successful && event.detail.xhr.status < 400 && event.detail.requestConfig.verb !== "get";
  const signIn = new URL(words.signIn || "/", location).pathname;
  if (form && saved && new URL(event.detail.xhr.responseURL).pathname !== signIn) {
    clearTimeout(waiting.get(form));
    drop(nameOf(form));
  }
});

// The server says so when it saved: what was sent then need not be kept.
const saved = document.querySelector("#notices .success") !== null;
for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
  const draft = read(name);
  if (!draft || (saved && draft.sent) || Date.now() - draft.at > DAYS * 86_400_000) drop(name);
}
for (const form of document.querySelectorAll("form[data-draft]")) offer(form);
}
