// Line numbers beside a text, what is found in a line, and the line asked for brought into sight.
"use strict";
for (const area of document.querySelectorAll("textarea[data-editor]")) {
  const lines = area.previousElementSibling;
  const line = document.getElementById("line-said");
  const found = Object.entries(JSON.parse(area.dataset.said)).map(([at, text]) => [Number(at), text]);
  const saved = area.defaultValue.split("\n");
  let said = new Map();
  let shown = "";

  // Where a line of the saved text stands now; null where it was changed.
  const moved = (now) => {
    const shorter = Math.min(saved.length, now.length);
    let above = 0;
    while (above < shorter && saved[above] === now[above]) above += 1;
    let below = 0;
    while (below < shorter - above && saved[saved.length - 1 - below] === now[now.length - 1 - below]) below += 1;
    return (at) => {
      if (at <= above) return at;
      return at > saved.length - below ? at + now.length - saved.length : null;
    };
  };
  const number = () => {
    const now = area.value.split("\n");
    const to = moved(now);
    said = new Map(found.map(([at, text]) => [to(at), text]));
    const state = `${now.length} ${[...said.keys()]}`;
    if (state === shown) return;
    shown = state;
    lines.replaceChildren(...now.map((_, index) => {
      const row = document.createElement("div");
      const text = said.get(index + 1);
      if (text) {
        const mark = document.createElement("b");
        mark.textContent = String(index + 1);
        mark.title = text;
        row.append(mark);
      } else row.textContent = String(index + 1);
      return row;
    }));
  };
  const follow = () => { lines.scrollTop = area.scrollTop; };
  const tell = () => {
    const at = area.value.slice(0, area.selectionStart).split("\n").length;
    const text = said.has(at) ? `${at}: ${said.get(at)}` : "";
    if (line.textContent !== text) line.textContent = text;
  };
  const go = (wanted) => {
    const before = area.value.split("\n").slice(0, wanted - 1).join("\n").length;
    const start = wanted > 1 ? before + 1 : 0;
    const end = area.value.indexOf("\n", start);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollTop = Math.max(0, (wanted - 6) * parseFloat(getComputedStyle(area).lineHeight));
    area.scrollLeft = 0;
    area.scrollIntoView({ block: "center" });
    follow();
    tell();
  };

  number();
  area.addEventListener("input", () => { number(); tell(); });
  area.addEventListener("scroll", follow);
  document.addEventListener("selectionchange", () => { if (document.activeElement === area) tell(); });
  // A finding leads to its line without leaving the page, which would lose what is typed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a.place[href^="?line="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const at = Number(link.getAttribute("href").slice("?line=".length));
    go(moved(area.value.split("\n"))(at) ?? at);
  });
  if (area.dataset.line) go(Number(area.dataset.line));
}
