// Asks the browser for a passkey and sends its answer with the form around the button.
//
// data-passkey says what for: "add" makes one, "use" and "sign-in" show one. The challenge stands in
// the form's data-options; signing in fetches it, as it must be fresh. Words are in the page.
(() => {
  const json = window.webauthnJSON;
  const show = (form, what) => {
    for (const one of form.querySelectorAll("[data-passkey-failed]")) one.hidden = what !== "failed";
    for (const one of form.querySelectorAll("[data-passkey-missing]")) one.hidden = what !== "missing";
  };

  async function fresh(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }

  function made(options, alone) {
    const choice = options.publicKey.authenticatorSelection;
    choice.residentKey = alone ? "required" : "discouraged";
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = "required";
    return json.create(options);
  }

  async function ask(form, what) {
    if (what === "sign-in") return json.get(await fresh(form));
    const options = JSON.parse(form.dataset.options);
    if (what === "use") return json.get(options);
    return made(options, form.elements.passwordless?.checked ?? false);
  }

  for (const button of document.querySelectorAll("[data-passkey]")) {
    const form = button.form;
    if (!json || !window.PublicKeyCredential) {
      button.disabled = true;
      show(form, "missing");
      continue;
    }
    const run = async () => {
      button.disabled = true;
      show(form, "");
      try {
        form.elements.credential.value = JSON.stringify(await ask(form, button.dataset.passkey));
        form.submit();
      } catch {
        show(form, "failed");
        button.disabled = false;
      }
    };
    button.addEventListener("click", run);
    // Enter in a field would send the form without a key.
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  }
})();
