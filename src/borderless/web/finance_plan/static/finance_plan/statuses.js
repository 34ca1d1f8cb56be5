// Shows the button beside a status once another is chosen: with the keyboard, every arrow chooses.
"use strict";
for (const select of document.querySelectorAll("[data-status]")) {
  const button = select.form.querySelector("button");
  const was = select.value;
  const show = () => { button.hidden = select.value === was; };
  select.addEventListener("change", show);
  show();
}
