// Enhancement only: an exam works page by page without this file. The server owns the clock, the order, the paper and the marks.
(() => {
  "use strict";
  for (const part of document.querySelectorAll("[data-scripted]")) { part.hidden = false; part.disabled = false; }
  const attempt = document.querySelector("[data-attempt]")?.dataset.attempt;
  if (!attempt) return; // the page before an exam
  const href = document.querySelector("[data-href]")?.dataset.href || location.pathname;
  if (location.pathname !== href && document.querySelector("[data-href]")) history.replaceState(null, "", href); // shown by the start itself
  const status = document.querySelector("[data-saved]");
  const navs = [...document.querySelectorAll("[data-question-nav]")];
  const meta = document.querySelector("meta[name=csrf-token]");
  const sheets = new Map(); // slot -> the form, or the part of a form, of one question
  const seen = new Map(); // slot -> how new the answer is that this tab shows
  const elsewhere = new Map(); // slot -> what another window has saved, for a question that is not shown yet
  const unread = new Map(); // slot -> why the server could not read what stands there: it is not saved, and counts as no answer

  // 1. What this device keeps of the current attempt, shared by its tabs: {queue: {slot: {url, body, seq, tried}}, seq: {slot: n},
  //    flags: {slot: {url, flagged}}}.
  const name = `exam:${attempt}`;
  const empty = { queue: {}, seq: {}, flags: {} };
  let memory = empty;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const kept = () => {
    const stored = read(name) || memory;
    return { queue: stored.queue || {}, seq: stored.seq || {}, flags: Array.isArray(stored.flags) ? {} : stored.flags || {} };
  };
  const change = (how) => {
    memory = kept();
    how(memory);
    try { localStorage.setItem(name, JSON.stringify(memory)); } catch { /* private mode: this page only */ }
  };
  const waits = (state) => Object.keys(state.queue).length + Object.keys(state.flags).length;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("exam:") && key !== name && !waits({ ...empty, ...read(key) })) localStorage.removeItem(key);
  } catch { /* no storage */ }

  // 2. "Saved at 14:02:31": what is shown comes from the server's answer; read aloud once a minute at most.
  let said = 0;
  const show = (kind, text) => {
    if (!status || !text) return;
    status.dataset.state = kind;
    status.querySelector("[data-saved-text]").textContent = text;
    if (kind !== "ok" || Date.now() - said > 60000) {
      said = Date.now();
      status.querySelector("[data-saved-say]").textContent = text;
    }
  };
  const offline = () => show("warn", status?.dataset.textOffline.replace("{count}", waits(kept())));

  // 3. Sending: one request at a time, the newest answer of a slot replaces an older one that waits.
  let busy = false;
  let pause = 1000;
  let timer;
  let after = null; // what happens once everything has arrived
  let over = false;
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(send, wait); };
  const later = () => { soon(pause); pause = Math.min(pause * 2, 30000); };
  const LONGEST = 20000; // a line that swallows requests is a broken line: what waits longer is sent again
  const post = (url, body) => {
    const line = new AbortController();
    const cut = setTimeout(() => line.abort(), LONGEST);
    return fetch(url, {
      method: "POST", body: new URLSearchParams(body), keepalive: JSON.stringify(body).length < 20000, signal: line.signal,
      headers: { "X-CSRFToken": meta.content, Accept: "application/json" },
    }).finally(() => clearTimeout(cut));
  };
  const renew = async () => { // somebody signed in again in another tab: the page's token has grown old
    const found = (await (await fetch(href)).text()).match(/name="csrf-token" content="([^"]+)"/);
    if (!found || found[1] === meta.content) return false;
    meta.content = found[1];
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = found[1];
    return true;
  };
  async function send() {
    const state = kept();
    const [slot] = Object.keys(state.queue);
    const [flagged] = Object.keys(state.flags);
    if (busy) return;
    if (slot === undefined && flagged === undefined) { arrived(); return; }
    busy = true;
    clearTimeout(timer);
    let goesOn = false;
    try {
      goesOn = slot === undefined ? await sendFlag(flagged, state.flags[flagged]) : await sendAnswer(slot, state.queue[slot]);
    } catch {
      offline();
    }
    busy = false;
    if (goesOn) { pause = 1000; send(); } else if (waits(kept())) later();
  }
  async function sendAnswer(slot, { url, body, seq }) {
    const settle = () => change((now) => { if (now.queue[slot]?.seq === seq) delete now.queue[slot]; });
    change((now) => { if (now.queue[slot]?.seq === seq) now.queue[slot].tried = true; });
    const response = await answered(url, [...body, ["seq", String(seq)]]);
    const told = await response.json().catch(() => ({}));
    if (response.ok && told.saved_at) {
      settle();
      show("ok", status?.dataset.textSaved.replace("{time}", told.saved_at));
      return true;
    }
    if (told.later) { show("warn", told.error); return false; } // in a break: it waits here until the attempt goes on
    if (!refused(response, told)) return false;
    settle();
    if (response.status === 400) refuse(slot, told.error || status?.dataset.textRefused);
    if (told.seq !== undefined) takeOver(slot, told.seq, told.answer);
    if (told.over) { over = true; setTimeout(leave, 4000); }
    return true;
  }
  async function sendFlag(slot, { url, flagged }) {
    const response = await answered(url, [["flagged", flagged ? "1" : "0"]]);
    const told = await response.json().catch(() => ({}));
    if (!response.ok && !refused(response, told)) return false;
    change((now) => { if (now.flags[slot]?.flagged === flagged) delete now.flags[slot]; });
    if (response.ok) for (const nav of navs) nav.querySelector(`[data-slot="${slot}"]`)?.toggleAttribute("data-f", flagged);
    paint();
    return true;
  }
  async function answered(url, body) {
    const response = await post(url, body);
    return response.status === 400 && await renew() ? post(url, body) : response;
  }
  function refused(response, told) { // a refusal is shown and not repeated; anything else is tried again
    // 403 and 404: somebody else is signed in here now. Whose answers these are finds them again.
    if ([401, 403, 404].includes(response.status)) { show("bad", status?.dataset.textSignedOut); return false; }
    if (response.status < 400 || response.status >= 500 || response.status === 429) { offline(); return false; }
    show("bad", told.error || status?.dataset.textRefused);
    return true;
  }
  function arrived() {
    const act = after;
    after = null;
    act?.();
  }
  const whenSaved = (act) => { after = act; pause = 1000; send(); };
  function leave() { // the server says what holds now, once everything that can arrive has arrived
    if (waits(kept()) && !over) { send(); setTimeout(leave, 5000); } else location.assign(href);
  }

  // 4. Every change of an answer is kept on the device at once and saved by itself; what is typed, when the typing rests.
  const isAnswer = (field) => field === "answer" || field.startsWith("answer.");
  const fields = (sheet) => [...new FormData(sheet.closest("form"))]
    .filter(([field, value]) => field.startsWith(sheet.dataset.prefix || "") && typeof value === "string")
    .map(([field, value]) => [field.slice((sheet.dataset.prefix || "").length), value])
    .filter(([field]) => isAnswer(field));
  const controls = (sheet) => [...sheet.querySelectorAll("input, select, textarea")]
    .map((input) => [input, input.name.slice((sheet.dataset.prefix || "").length)]).filter(([input, field]) => isAnswer(field) && input.type !== "file");
  const number = (sheet, seq) => {
    const field = sheet.querySelector(`input[name="${sheet.dataset.prefix || ""}seq"]`);
    if (field) field.value = seq;
  };
  const note = (sheet, wait) => {
    const { slot, autosave } = sheet.dataset;
    change((now) => {
      const old = now.queue[slot];
      const seq = old && !old.tried ? old.seq : Math.max(Number(sheet.dataset.seq), now.seq[slot] || 0) + 1;
      now.seq[slot] = seq;
      now.queue[slot] = { url: autosave, body: fields(sheet), seq };
    });
    number(sheet, memory.seq[slot]);
    seen.set(slot, memory.seq[slot]);
    refuse(slot, "");
    show("", status?.dataset.textSaving);
    paint();
    soon(wait);
  };
  function refuse(slot, why) { // said where it was written, until it is written anew; what is newer already is judged by itself
    if (why && kept().queue[slot]) return;
    if (why) unread.set(slot, why); else if (!unread.delete(slot)) return;
    const place = sheets.get(slot)?.querySelector("[data-refusal]");
    if (place) {
      place.querySelector("span").textContent = why;
      place.hidden = !why;
    }
    paint();
  }
  function restore(sheet, body) {
    for (const [input, field] of controls(sheet)) {
      const values = body.filter(([key]) => key === field).map(([, value]) => value);
      if (input.matches("[type=radio], [type=checkbox]")) input.checked = values.includes(input.value);
      else if (input.matches("select[multiple]")) for (const option of input.options) option.selected = values.includes(option.value);
      else input.value = values[0] ?? "";
    }
  }
  function takeOver(slot, seq, answer) { // another window was newer: show what it has saved, and number on from there
    change((now) => { now.seq[slot] = Math.max(seq, now.seq[slot] || 0); });
    const sheet = sheets.get(slot);
    if (!sheet) { elsewhere.set(slot, { seq, answer }); return; }
    const whole = controls(sheet).some(([, field]) => field === "answer");
    restore(sheet, answer.map((one) => whole ? ["answer", one] : [`answer.${one.split("=", 1)[0]}`, one.slice(one.indexOf("=") + 1)]));
    number(sheet, memory.seq[slot] + 1);
    seen.set(slot, seq);
    refuse(slot, "");
    paint();
  }
  function arrive(sheet) { // a question comes to be shown: with what this device still keeps, or another window has saved
    const { slot } = sheet.dataset;
    const state = kept();
    sheets.set(slot, sheet);
    seen.set(slot, state.queue[slot]?.seq ?? Number(sheet.dataset.seq));
    if (state.queue[slot]) restore(sheet, state.queue[slot].body);
    number(sheet, state.queue[slot] ? state.queue[slot].seq : Math.max(Number(sheet.dataset.seq), state.seq[slot] || 0) + 1);
    if (elsewhere.has(slot)) takeOver(slot, elsewhere.get(slot).seq, elsewhere.get(slot).answer);
    const why = unread.get(slot);
    if (why) { unread.delete(slot); refuse(slot, why); }
  }
  const sheetOf = (element) => element.closest?.("[data-autosave]");
  document.addEventListener("change", (event) => { const sheet = sheetOf(event.target); if (sheet && controls(sheet).some(([input]) => input === event.target)) note(sheet, 0); });
  document.addEventListener("input", (event) => {
    const sheet = sheetOf(event.target);
    if (sheet && event.target.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) note(sheet, 1500);
  });
  addEventListener("storage", (event) => {
    if (event.key !== name) return;
    const state = kept();
    for (const [slot, { seq, body }] of Object.entries(state.queue)) {
      const sheet = sheets.get(slot);
      if (!sheet || seq <= (seen.get(slot) || 0)) continue;
      restore(sheet, body);
      number(sheet, seq);
      seen.set(slot, seq);
      refuse(slot, "");
      show("warn", status?.dataset.textElsewhere);
    }
    paint();
  });
  addEventListener("online", () => { pause = 1000; send(); });
  addEventListener("offline", offline);
  addEventListener("pagehide", () => send());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });

  // 5. Flags are kept like answers; the navigator shows both, also in words.
  const flagged = (slot) => kept().flags[slot]?.flagged ?? navs.some((nav) => nav.querySelector(`[data-slot="${slot}"]`)?.hasAttribute("data-f"));
  const hasAnswer = (slot, link) => {
    if (unread.has(slot)) return false;
    const body = sheets.has(slot) ? fields(sheets.get(slot)) : kept().queue[slot]?.body;
    return body ? body.some(([, value]) => value.trim() !== "") : link.hasAttribute("data-a");
  };
  const flag = (button) => {
    const slot = button.dataset.flag;
    change((now) => { now.flags[slot] = { url: button.getAttribute("formaction"), flagged: button.getAttribute("aria-pressed") !== "true" }; });
    for (const nav of navs) nav.querySelector(`[data-slot="${slot}"]`)?.toggleAttribute("data-f", memory.flags[slot].flagged);
    paint();
    send();
  };
  function paint() {
    const count = { answered: 0, flagged: 0 };
    for (const nav of navs) for (const link of nav.querySelectorAll("[data-slot]")) {
      const { slot } = link.dataset;
      const [has, marked] = [hasAnswer(slot, link), flagged(slot)];
      link.toggleAttribute("data-a", has);
      link.toggleAttribute("data-f", marked);
      if (link.matches("a")) link.setAttribute("aria-label", [slot, has ? nav.dataset.answered : nav.dataset.unanswered, ...(marked ? [nav.dataset.flagged] : [])].join(", "));
      if (nav === navs[0]) { count.answered += has; count.flagged += marked; }
    }
    for (const button of document.querySelectorAll("[data-flag]")) {
      const marked = flagged(button.dataset.flag);
      button.setAttribute("aria-pressed", String(marked));
      button.querySelector("span").textContent = marked ? button.dataset.textOn : button.dataset.textOff;
    }
    for (const text of document.querySelectorAll("[data-progress-plain]")) {
      const words = count.flagged ? text.dataset.progressFlagged : text.dataset.progressPlain;
      text.textContent = words.replace("{count}", count.answered).replace("{flagged}", count.flagged);
    }
    const bar = document.querySelector(".topline progress");
    if (bar && navs.length) bar.value = count.answered;
  }

  // 6. Between questions: a paper that is here whole is turned without asking the server, also without a connection.
  const box = document.querySelector("[data-question]");
  const heading = box?.querySelector("[data-heading]");
  const marker = box?.querySelector("[data-flag]");
  const done = document.querySelector("[data-finish]");
  const leaves = new Map(); // slot or "finish" -> {element, heading, title, flagUrl}
  for (const template of box ? document.querySelectorAll("template[data-for]") : []) leaves.set(template.dataset.for, { template, ...template.dataset });
  const whole = leaves.has("finish");
  let current = box?.querySelector("form[data-autosave]")?.dataset.slot;
  if (whole) leaves.set(current, { element: box.querySelector("form[data-autosave]"), heading: heading.textContent, title: document.title, flagUrl: marker.getAttribute("formaction") });
  for (const sheet of document.querySelectorAll("[data-autosave]")) arrive(sheet);
  function turn(to, push) {
    if (!leaves.has(to)) return false;
    after = null; // who turns to another page no longer waits to hand in
    const leaf = leaves.get(to);
    const shown = leaves.get(current).element;
    leaf.element ||= leaf.template.content.firstElementChild.cloneNode(true);
    if (shown !== leaf.element) shown.replaceWith(leaf.element);
    current = to;
    for (const input of leaf.element.querySelectorAll("input[name=csrf_token]")) input.value = meta.content;
    if (to === "finish") fill(leaf); else if (!sheets.has(to)) arrive(leaf.element);
    heading.textContent = leaf.heading;
    heading.className = to === "finish" ? "title" : "here";
    document.title = leaf.title;
    marker.hidden = done.hidden = to === "finish";
    if (to !== "finish") {
      marker.dataset.flag = to;
      marker.setAttribute("formaction", leaf.flagUrl);
      marker.setAttribute("form", `answer-${to}`);
      done.setAttribute("form", `answer-${to}`);
    }
    for (const nav of navs) for (const link of nav.querySelectorAll("[data-slot]")) link.toggleAttribute("aria-current", link.dataset.slot === to);
    for (const link of document.querySelectorAll(".qnav [aria-current]")) link.setAttribute("aria-current", "true");
    if (push) history.pushState(null, "", `${href}#${to === "finish" ? to : `q${to}`}`);
    paint();
    for (const fold of document.querySelectorAll("details.fold[open]")) fold.open = false;
    scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    return true;
  }
  function fill(leaf) {
    const all = navs.length ? [...navs[0].querySelectorAll("[data-slot]")] : [];
    paint();
    const open = new Set(all.filter((link) => !link.hasAttribute("data-a")).map((link) => link.dataset.slot));
    const marked = new Set(all.filter((link) => link.hasAttribute("data-f")).map((link) => link.dataset.slot));
    for (const list of leaf.element.querySelectorAll("[data-listed]")) {
      const wanted = list.dataset.listed === "flagged" ? marked : open;
      list.hidden = wanted.size === 0;
      for (const item of list.querySelectorAll("li[data-slot]")) item.hidden = !wanted.has(item.dataset.slot);
    }
    for (const words of leaf.element.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "missing") !== open.size > 0;
    leaf.heading = open.size ? leaf.headingMissing : leaf.headingComplete;
  }
  const onward = (go) => {
    const last = Math.max(...[...leaves.keys()].filter((slot) => slot !== "finish").map(Number));
    const next = Number(current) + (go === "back" ? -1 : 1);
    turn(go === "finish" || next > last ? "finish" : String(Math.max(1, next)), true);
  };
  const wanted = () => location.hash === "#finish" ? "finish" : location.hash.match(/^#q(\d+)$/)?.[1];
  const begun = current;
  if (whole && wanted()) turn(wanted(), false);
  if (whole) addEventListener("popstate", () => turn(wanted() || begun, false));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-question-nav] a, [data-listed] a, a[data-return]");
    if (!whole || !link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = link.closest("[data-slot]")?.dataset.slot || begun;
    if (turn(to, true)) event.preventDefault();
  });
  // Whatever leaves the page waits until every answer has arrived: the ways to the files of an answer and to a break, and handing in.
  document.addEventListener("click", (event) => {
    const way = event.target.closest?.("button[data-leads-to]");
    if (way) { event.preventDefault(); whenSaved(() => location.assign(way.dataset.leadsTo)); }
  });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const own = form.matches("[data-autosave], #paper");
    if (!own && !form.action.endsWith(`/${attempt}/submit`)) return;
    if (submitter?.matches("[data-flag]")) { event.preventDefault(); flag(submitter); return; }
    if (form.matches("#paper")) {
      event.preventDefault();
      whenSaved(() => { if (submitter?.value === "finish") location.assign(`${href}?finish=1`); });
    } else if (whole && own) {
      event.preventDefault();
      send();
      onward(submitter?.value || "next");
    } else if (waits(kept())) {
      event.preventDefault();
      whenSaved(() => form.requestSubmit(submitter?.isConnected ? submitter : undefined));
    } else if (!navigator.onLine) {
      event.preventDefault();
      offline();
    }
  });

  // 7. Keys: only while the focus is in a question, and only while they are switched on.
  const keys = document.querySelectorAll("[data-keys]");
  const on = () => { try { return localStorage.getItem("exam-keys") !== "off"; } catch { return true; } };
  for (const tick of keys) {
    tick.checked = on();
    tick.addEventListener("change", () => { try { localStorage.setItem("exam-keys", tick.checked ? "on" : "off"); } catch { /* this page only */ } });
  }
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest?.("[data-question]") || sheetOf(event.target);
    if (!place || !on() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (/^[1-9]$/.test(event.key)) {
      const input = place.querySelectorAll(".option input")[event.key - 1];
      if (input) { input.focus(); input.click(); event.preventDefault(); }
    } else if (event.code === "KeyF") {
      const button = place.querySelector("[data-flag]");
      if (button) flag(button);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = place.querySelector(event.key === "ArrowLeft" ? "[data-step=back]" : "[data-step=next]");
      if (step) { event.preventDefault(); step.click(); }
    }
  });

  // 8. The timer only repaints the number. At its end what stands on the page is sent first, then the server is asked what holds.
  const clock = document.querySelector("[data-ends-in]");
  if (clock) {
    const began = Number(clock.dataset.endsIn);
    const end = Date.now() + 1000 * began;
    const told = new Set();
    const paintClock = () => {
      const left = Math.max(0, Math.round((end - Date.now()) / 1000));
      const two = (part) => String(part).padStart(2, "0");
      clock.querySelector("b").textContent = left >= 3600 ? `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}` : `${two(Math.floor(left / 60))}:${two(left % 60)}`;
      clock.dataset.state = left < 60 ? "bad" : left < 300 ? "warn" : "";
      for (const mark of [300, 60, 0]) {
        if (left > mark || began <= mark || told.has(mark)) continue;
        told.add(mark);
        clock.querySelector("[data-say]").textContent = clock.getAttribute(`data-say-${mark}`);
      }
      if (left > 0) return;
      clearInterval(tick);
      send();
      // The server still takes answers that are on their way for 5 seconds. Where nothing can be answered any more, nothing is left to wait for.
      if (began > 0 || sheets.size) setTimeout(leave, 6000);
    };
    const tick = setInterval(paintClock, 1000);
  }

  paint();
  send();
})();
