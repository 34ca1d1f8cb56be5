// What every page does. Its words stand in the page, in the reader's language.
// Other scripts use `workbench.notice` and `workbench.ask`.
"use strict";
{
const root = document.documentElement;
const notices = document.getElementById("notices");

/** `kind` is "", "is-warning" or "is-error"; an action has a label and `run` or `href`. */
function notice(text, kind = "", actions = []) {
  const made = document.getElementById("notice-shape").content.firstElementChild.cloneNode(true);
  if (kind) made.classList.add(kind);
  made.querySelector("p").textContent = text;
  const row = made.querySelector(".buttons");
  for (const { label, run, href } of actions) {
    const control = document.createElement(href ? "a" : "button");
    control.className = "button small";
    control.textContent = label;
    if (href) control.href = href;
    else {
      control.type = "button";
      control.addEventListener("click", () => { made.remove(); run(); });
    }
    row.prepend(control);
  }
  for (const shown of notices.querySelectorAll("p")) {
    if (shown.textContent === text) shown.closest(".notice").remove();
  }
  notices.append(made);
}

/** Asks in a dialog; resolves to whether the reader agreed. */
function ask(question, agree) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("p").textContent = question;
  yes.textContent = agree || dialog.dataset.agree;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function showTheme() {
  const now = root.dataset.theme || "system";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  }
}

function chooseTheme(choice) {
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", choice);
  } catch { /* this page only */ }
  showTheme();
}

const closeMenus = (but) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!but || !menu.contains(but)) menu.open = false;
  }
};

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  closeMenus(target);
  const theme = target?.closest("[data-theme-choice]");
  if (theme) chooseTheme(theme.dataset.themeChoice);
  const opener = target?.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (target?.closest("[data-closes]")) target.closest("dialog")?.close();
  if (target?.closest("[data-dismiss]")) {
    target.closest(".notice").remove();
    document.getElementById("main").focus({ preventScroll: true });
  }
  if (target?.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

const agreed = new WeakSet();
const dirty = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asks = event.submitter?.closest("[data-confirm]") || form.closest("form[data-confirm]");
  if (asks && !agreed.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    ask(asks.dataset.confirm, asks.dataset.agree).then((yes) => {
      if (!yes) return submitter?.focus();
      agreed.add(form);
      form.requestSubmit(submitter);
      agreed.delete(form);
    });
    return;
  }
  dirty.delete(form);
}, true);

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]")) dirty.add(form);
    if (name === "change" && event.target.matches("[data-sends]")) form.requestSubmit();
  });
}

window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

const isSignIn = (xhr) => {
  if (!xhr.responseURL) return false;
  return new URL(xhr.responseURL).pathname === new URL(notices.dataset.signIn, location).pathname;
};

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // The session ended: the sign-in page must not land inside this one.
  if (!isSignIn(event.detail.xhr)) return;
  event.detail.shouldSwap = false;
  const words = notices.dataset;
  const back = `${words.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  notice(words.signedOut, "is-warning", [{ label: words.signInAgain, href: back }]);
});
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  notice(notices.dataset[`on${status}`] || notices.dataset.failed, "is-error");
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => notice(notices.dataset.offline, "is-error"));
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.xhr.status < 400) dirty.delete(event.detail.elt);
});

showTheme();
document.querySelector(".film-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
window.workbench = { notice, ask };
}
