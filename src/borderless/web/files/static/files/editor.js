// Line numbers beside a text, lines with findings marked, and the line asked for brought into sight.
"use strict";
for (const area of document.querySelectorAll("textarea[data-editor]")) {
  const lines = area.previousElementSibling;
  const marks = new Set(area.dataset.marks.split(" ").filter(Boolean).map(Number));
  let shown = 0;

  const number = () => {
    const count = area.value.split("\n").length;
    if (count === shown) return;
    shown = count;
    lines.replaceChildren(...Array.from({ length: count }, (_, index) => {
      const one = document.createElement(marks.has(index + 1) ? "b" : "span");
      one.textContent = String(index + 1);
      const row = document.createElement("div");
      row.append(one);
      return row;
    }));
  };
  const follow = () => { lines.scrollTop = area.scrollTop; };

  number();
  area.addEventListener("input", number);
  area.addEventListener("scroll", follow);
  const wanted = Number(area.dataset.line);
  if (wanted) {
    const before = area.value.split("\n").slice(0, wanted - 1).join("\n").length;
    const start = wanted > 1 ? before + 1 : 0;
    const end = area.value.indexOf("\n", start);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollTop = Math.max(0, (wanted - 6) * parseFloat(getComputedStyle(area).lineHeight));
    area.scrollIntoView({ block: "center" });
    follow();
  }
}
