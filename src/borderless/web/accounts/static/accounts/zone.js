// Offers the time zone that this device is set to, where the profile has none or another.
(() => {
  const hint = document.querySelector("[data-zone-for]");
  const choice = hint && document.getElementById(hint.dataset.zoneFor);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = choice && [...choice.options].some((option) => option.value === zone);
  if (!known) return;
  const look = () => { hint.hidden = choice.value === zone; };
  hint.querySelector("[data-zone]").textContent = zone.replaceAll("_", " ");
  hint.querySelector("button").addEventListener("click", () => {
    choice.value = zone;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    look();
    choice.focus();
  });
  choice.addEventListener("input", look);
  look();
})();
