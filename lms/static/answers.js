// Enhancement only: every kind of question is answered with plain fields without this file. Whatever is changed here changes those fields and
// says so with an event, by which answers are saved.
(() => {
  "use strict";
  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  // 1. Ordering: buttons move a step; the numbers of all steps follow. Nothing is answered before something was moved or kept.
  const ordering = (set) => {
    const list = set.querySelector(".steps");
    let moving = false;
    const rows = () => [...list.children];
    const place = (row) => row.querySelector("select");
    const number = () => rows().forEach((row, at) => { place(row).value = String(at + 1); });
    const paint = () => rows().forEach((row, at) => {
      for (const button of row.querySelectorAll("[data-move]")) button.disabled = at + Number(button.dataset.move) < 0 || at + Number(button.dataset.move) >= rows().length;
    });
    const say = (row) => {
      const words = { step: row.querySelector("[data-step-text]").textContent.trim(), place: rows().indexOf(row) + 1, count: rows().length };
      set.querySelector("[data-order-say]").textContent = set.dataset.textMoved.replace(/\{(\w+)\}/g, (_, name) => words[name]);
      for (const other of rows()) other.toggleAttribute("data-moved", other === row);
    };
    const move = (row, to) => {
      const others = rows().filter((other) => other !== row);
      list.insertBefore(row, others[to] || null);
      number();
      paint();
      say(row);
      moving = true;
      changed(place(row));
      moving = false;
    };
    const sort = () => {
      const given = rows().map((row) => Number(place(row).value));
      if (new Set(given).size !== given.length || given.includes(0)) return;
      for (const row of rows().sort((one, other) => place(one).value - place(other).value)) list.append(row);
    };
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const row = button.closest("[data-step-row]");
      move(row, rows().indexOf(row) + Number(button.dataset.move));
      (button.disabled ? row.querySelector("[data-move]:enabled") : button)?.focus();
    });
    // A place that is chosen by its number moves the step there. The event goes on, so that the answer is saved.
    list.addEventListener("change", (event) => {
      if (moving || !event.target.value) return;
      const row = event.target.closest("[data-step-row]");
      const others = rows().filter((other) => other !== row);
      list.insertBefore(row, others[event.target.value - 1] || null);
      number();
      paint();
      say(row);
      event.target.focus();
    });
    const keep = set.querySelector("[data-keep]");
    keep.hidden = false;
    keep.addEventListener("click", () => move(rows()[0], 0));
    for (const moves of set.querySelectorAll("[data-moves]")) moves.hidden = false;
    sort();
    paint();
  };

  // 2. Pictures: a click on a place is a click on its entry in the list.
  const hotspot = (set) => {
    set.toggleAttribute("data-scripted-spots", true);
    const input = (spot) => [...set.querySelectorAll("input")].find((one) => one.value === spot.dataset.spot);
    const paint = () => { for (const spot of set.querySelectorAll("[data-spot]")) spot.toggleAttribute("data-on", Boolean(input(spot)?.checked)); };
    set.addEventListener("click", (event) => {
      const spot = event.target.closest("[data-spot]");
      if (spot) input(spot)?.click();
    });
    set.addEventListener("change", paint);
    paint();
  };

  // 3. Essays: how many words stand there now. The server counts again.
  const essay = (area) => {
    const told = area.parentElement.querySelector("[data-words-count]");
    const paint = () => {
      const count = (area.value.match(/[\p{L}\p{N}_](?:[\p{L}\p{N}_'’.-]*[\p{L}\p{N}_])?/gu) || []).length;
      told.textContent = told.dataset.text.replace("{count}", count);
      told.className = count > area.dataset.most ? "c-warn" : count >= area.dataset.fewest ? "c-ok" : "";
    };
    told.hidden = false;
    area.addEventListener("input", paint);
    paint();
  };

  // 4. Questions that come onto the page later, from a script that turns to the next one, are made lively as well.
  const kinds = [["[data-order]", ordering], ["[data-hotspot]", hotspot], ["[data-words]", essay]];
  const lively = new WeakSet();
  const enliven = () => {
    for (const [selector, make] of kinds) for (const one of document.querySelectorAll(selector)) if (!lively.has(one)) { lively.add(one); make(one); }
  };
  new MutationObserver(enliven).observe(document.querySelector("main") || document.body, { childList: true, subtree: true });
  enliven();
})();
