// Passkeys: asks the browser for one and sends its answer with the form. Without this file the forms stay hidden and the other ways remain.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const asked = {
    create: (options) => ({
      ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    }),
    get: (options) => ({ ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials) }),
  };

  const answered = (credential) => {
    const { response } = credential;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) said[name] = text(response[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said, clientExtensionResults: {},
    });
  };

  const ask = async (form) => {
    const reply = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (reply.status === 401) {
      const { prove } = await reply.json();
      location.assign(prove ? `${prove}?next=${encodeURIComponent(location.pathname)}` : "/sign-in");
      return false;
    }
    if (!reply.ok) throw new Error(`options: ${reply.status}`);
    const { challenge, options } = await reply.json();
    const kind = form.dataset.passkey;
    const credential = await navigator.credentials[kind]({ publicKey: asked[kind](options) });
    form.elements.challenge.value = challenge;
    form.elements.answer.value = answered(credential);
    return true;
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    const failed = form.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      // A passkey without a name is for the server to refuse, in the reader's language.
      if (form.elements.name && !form.elements.name.value.trim()) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        if (await ask(form)) form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
