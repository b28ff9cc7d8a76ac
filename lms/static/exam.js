// Enhancement only: an exam works question by question without this file. The server owns the clock, the order and the marks.
(() => {
  "use strict";
  const forms = [...document.querySelectorAll("form[data-autosave]")];
  const status = document.querySelector("[data-saved]");
  const attempt = document.querySelector("[data-attempt]")?.dataset.attempt || "";
  const token = () => document.querySelector("meta[name=csrf-token]").content;

  // 1. What this device keeps: {queue: {slot: {url, body, seq}}, seq: {slot: n}, flags: [slot]}, one entry for the current attempt.
  const name = `exam:${attempt}`;
  const memory = (() => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("exam:") && key !== name && !waiting(key)) localStorage.removeItem(key);
      return JSON.parse(localStorage.getItem(name)) || {};
    } catch { return {}; }
  })();
  function waiting(key) {
    try { return Object.keys(JSON.parse(localStorage.getItem(key)).queue || {}).length > 0; } catch { return false; }
  }
  const state = { queue: {}, seq: {}, flags: [], ...memory };
  const store = () => { try { localStorage.setItem(name, JSON.stringify(state)); } catch { /* private mode: this page only */ } };

  // 2. "Saved at 14:02:31": what is shown comes from the server's answer; read aloud once a minute at most.
  let said = 0;
  const show = (kind, text) => {
    if (!status) return;
    status.dataset.state = kind;
    status.querySelector("[data-saved-text]").textContent = text;
    if (kind !== "ok" || Date.now() - said > 60000) {
      said = Date.now();
      status.querySelector("[data-saved-say]").textContent = text;
    }
  };
  const offline = () => show("warn", status?.dataset.textOffline.replace("{count}", Object.keys(state.queue).length));

  // 3. Sending: one request at a time, the newest answer of a slot replaces an older one that waits.
  let busy = false;
  let pause = 1000;
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(send, pause); pause = Math.min(pause * 2, 30000); };
  const settle = (slot, seq) => { if (state.queue[slot]?.seq === seq) delete state.queue[slot]; store(); };
  async function send() {
    const [slot] = Object.keys(state.queue);
    if (busy || slot === undefined) return;
    busy = true;
    const { url, body, seq } = state.queue[slot];
    try {
      const response = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { "X-CSRFToken": token(), Accept: "application/json" } });
      const answer = await response.json().catch(() => ({}));
      if (response.ok && answer.saved_at) {
        settle(slot, seq);
        pause = 1000;
        show("ok", status.dataset.textSaved.replace("{time}", answer.saved_at));
      } else if (response.status === 401) {
        show("bad", status.dataset.textSignedOut);
        later();
      } else if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        settle(slot, seq);
        show("bad", answer.error || status.dataset.textRefused);
      } else {
        offline();
        later();
      }
    } catch {
      offline();
      later();
    }
    busy = false;
    if (Object.keys(state.queue).length && pause === 1000) send();
    if (!Object.keys(state.queue).length && leaving) leaving.requestSubmit();
  }

  // Handing in waits until every answer has arrived.
  let leaving;
  document.addEventListener("submit", (event) => {
    if (!event.target.action.endsWith(`/${attempt}/submit`) || !Object.keys(state.queue).length) return;
    event.preventDefault();
    leaving = event.target;
    send();
  });

  // 4. Every change of an answer is saved by itself.
  const fields = (form) => [...new FormData(form)].filter(([key]) => key !== "csrf_token" && key !== "seq");
  const answered = (form) => fields(form).some(([, value]) => value !== "");
  const note = (form) => {
    const { slot } = form.dataset;
    const seq = Math.max(Number(form.dataset.seq), state.seq[slot] || 0) + 1;
    state.seq[slot] = seq;
    if (form.elements.seq) form.elements.seq.value = seq;
    state.queue[slot] = { url: form.dataset.autosave, body: [...fields(form), ["seq", String(seq)]], seq };
    store();
    show("", status?.dataset.textSaving);
    paintNav();
    send();
  };
  for (const form of forms) {
    const { slot } = form.dataset;
    const kept = state.queue[slot];
    if (kept) restore(form, kept.body);
    if (form.elements.seq) form.elements.seq.value = kept ? kept.seq : Math.max(Number(form.dataset.seq), state.seq[slot] || 0) + 1;
    let typing;
    form.addEventListener("change", () => { clearTimeout(typing); note(form); });
    form.addEventListener("input", (event) => {
      if (!event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
      clearTimeout(typing);
      typing = setTimeout(() => note(form), 1500);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(typing);
      if (navigator.onLine) return;
      event.preventDefault();
      offline();
    });
  }
  function restore(form, body) {
    for (const input of form.querySelectorAll("input[type=radio], input[type=checkbox]")) input.checked = body.some(([key, value]) => key === input.name && value === input.value);
    for (const [key, value] of body) {
      const input = form.elements[key];
      if (input?.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])")) input.value = value;
    }
  }
  addEventListener("online", () => { pause = 1000; send(); });
  addEventListener("offline", offline);

  // 5. Flags live on this device only; the navigator shows answers and flags.
  const navs = document.querySelectorAll("[data-question-nav]");
  const current = forms.length === 1 ? forms[0].dataset.slot : "";
  function paintNav() {
    for (const form of forms) for (const nav of navs) nav.querySelector(`[data-slot="${form.dataset.slot}"]`)?.toggleAttribute("data-a", answered(form));
    for (const nav of navs) for (const link of nav.querySelectorAll("[data-slot]")) {
      const flagged = state.flags.includes(link.dataset.slot);
      link.toggleAttribute("data-f", flagged);
      const words = [link.textContent, link.hasAttribute("data-a") ? nav.dataset.answered : nav.dataset.unanswered];
      if (flagged) words.push(nav.dataset.flagged);
      link.setAttribute("aria-label", words.join(", "));
    }
    for (const button of document.querySelectorAll("[data-flag]")) {
      const slot = button.closest("form")?.dataset.slot || current;
      const flagged = state.flags.includes(slot);
      button.setAttribute("aria-pressed", String(flagged));
      button.querySelector("span").textContent = flagged ? button.dataset.textOn : button.dataset.textOff;
    }
  }
  const flag = (slot) => {
    state.flags = state.flags.includes(slot) ? state.flags.filter((other) => other !== slot) : [...state.flags, slot];
    store();
    paintNav();
  };
  for (const button of document.querySelectorAll("[data-flag]")) {
    button.hidden = false;
    button.addEventListener("click", () => flag(button.closest("form")?.dataset.slot || current));
  }
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  paintNav();

  // 6. Keys: only while the focus is in the question, and only while they are switched on.
  const keys = document.querySelectorAll("[data-keys]");
  const on = () => { try { return localStorage.getItem("exam-keys") !== "off"; } catch { return true; } };
  for (const box of keys) {
    box.checked = on();
    box.addEventListener("change", () => { try { localStorage.setItem("exam-keys", box.checked ? "on" : "off"); } catch { /* this page only */ } });
  }
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-autosave]");
    if (!form || !on() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (/^[1-9]$/.test(event.key)) {
      const input = form.querySelectorAll(".option input")[event.key - 1];
      if (input) { input.focus(); input.click(); event.preventDefault(); }
    } else if (event.code === "KeyF") {
      flag(form.dataset.slot);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = document.querySelector(event.key === "ArrowLeft" ? "[data-step=back]" : "[data-step=next]");
      if (step) { event.preventDefault(); step.click(); }
    }
  });

  // 7. The timer only repaints the number; when it is over the server is asked what holds.
  const clock = document.querySelector("[data-ends-in]");
  if (clock) {
    const end = Date.now() + 1000 * clock.dataset.endsIn;
    const began = Number(clock.dataset.endsIn);
    const told = new Set();
    const paint = () => {
      const left = Math.max(0, Math.round((end - Date.now()) / 1000));
      const two = (number) => String(number).padStart(2, "0");
      clock.querySelector("b").textContent = left >= 3600 ? `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}` : `${two(Math.floor(left / 60))}:${two(left % 60)}`;
      clock.dataset.state = left < 60 ? "bad" : left < 300 ? "warn" : "";
      for (const mark of [300, 60, 0]) {
        if (left > mark || began <= mark || told.has(mark)) continue;
        told.add(mark);
        clock.querySelector("[data-say]").textContent = clock.getAttribute(`data-say-${mark}`);
      }
      if (left === 0) {
        clearInterval(tick);
        if (began > 0) setTimeout(() => location.reload(), 6000); // the server still takes answers that are on their way for 5 seconds
      }
    };
    const tick = setInterval(paint, 1000);
  }

  send();
})();
