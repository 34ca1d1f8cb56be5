// Moves the mark along the gross and fills the table beneath, between the amounts that the server worked out.
"use strict";
for (const section of document.querySelectorAll("[data-slider]")) {
  const { gross, parties, decimal } = JSON.parse(section.dataset.slider);
  const slide = section.querySelector("input[type=range]");
  const field = section.querySelector("input[name=gross]");
  const line = section.querySelector("[data-at]");
  const body = section.querySelector("[data-paid]");
  const width = section.querySelector("svg").viewBox.baseVal.width;
  const most = gross[gross.length - 1];
  const lang = document.documentElement.dataset.figures || document.documentElement.lang;
  const money = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

  const rows = parties.map(([name]) => {
    const row = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.dir = "auto";
    head.textContent = name;
    row.append(head);
    const cells = [row.insertCell(), row.insertCell()];
    for (const cell of cells) cell.className = "num";
    return cells;
  });

  const paidAt = (values, at) => {
    const place = (at / most) * (gross.length - 1);
    const low = Math.min(Math.floor(place), gross.length - 1);
    const high = Math.min(low + 1, gross.length - 1);
    return values[low] + (values[high] - values[low]) * (place - low);
  };

  // What is no number is left to the server, which says what is wrong with it.
  const typed = () => {
    const bare = field.value.replace(/[\s\u00a0\u202f'’]/g, "");
    const plain = decimal === "," ? bare.replace(/\./g, "").replace(",", ".") : bare.replace(/,/g, "");
    return /^\d+(\.\d*)?$/.test(plain) ? Number(plain) : NaN;
  };

  const show = (at) => {
    const inside = Math.max(0, Math.min(at, most));
    const x = (inside / most) * width;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    slide.setAttribute("aria-valuetext", `${money.format(inside)} ${section.dataset.currency}`);
    parties.forEach(([, values], index) => {
      const paid = paidAt(values, inside);
      rows[index][0].textContent = money.format(paid);
      rows[index][1].textContent = inside ? percent.format(paid / inside) : "";
    });
  };

  slide.addEventListener("input", () => {
    field.value = slide.value;
    show(Number(slide.value));
  });
  field.addEventListener("input", () => {
    const at = typed();
    if (Number.isNaN(at)) return;
    slide.value = at;
    show(at);
  });
  const begun = typed();
  show(Number.isNaN(begun) ? Number(slide.value) : begun);
}
