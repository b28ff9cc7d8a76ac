// Enhancement only: marks the section being read in the contents, paints the progress line, keeps the place, and lets a change of language
// come back to the same section.
// <div class="lesson" data-place-url="..." data-place="heading id"> receives POSTs with place=<heading id> and percent, header X-CSRFToken.
// Links of the contents carry data-other: the heading id of the same section in the other language.
(() => {
  "use strict";
  const lesson = document.querySelector(".lesson");
  const main = document.getElementById("main");
  if (!lesson || !main) return;
  const url = lesson.dataset.placeUrl;
  const bar = document.querySelector(".topline > progress");
  const links = [...document.querySelectorAll(".toc a[href^='#']")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]);
  const heads = [...main.querySelectorAll("h2[id]")];
  const ways = [...document.querySelectorAll("form[action$='/preferences/language'] [name=next]")];
  const home = ways.map((way) => way.value);
  const kept = lesson.dataset.place || "";
  let place = kept;
  let percent = bar ? bar.value : 0;
  let sent = `${place} ${percent}`;
  let timer;
  let due = false;

  const keep = () => {
    clearTimeout(timer);
    if (!url || !place || sent === `${place} ${percent}`) return;
    sent = `${place} ${percent}`;
    fetch(url, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      body: new URLSearchParams({ place, percent }),
    }).catch(() => {});
  };

  const mark = (now) => {
    for (const [id, link] of links) id === now ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    const other = links.find(([id]) => id === now)?.[1].dataset.other;
    ways.forEach((way, at) => { way.value = other && !home[at].includes("#") ? `${home[at]}#${encodeURIComponent(other)}` : home[at]; });
  };

  const paint = () => {
    due = false;
    const passed = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3);
    const now = passed.length ? passed[passed.length - 1].id : "";
    mark(now);
    const box = main.getBoundingClientRect();
    const room = Math.max(1, box.height - innerHeight + box.top + scrollY);
    percent = Math.min(100, Math.max(0, Math.floor((100 * scrollY) / room)));
    if (bar) bar.value = percent;
    if (now && now !== place) {
      place = now;
      clearTimeout(timer);
      timer = setTimeout(keep, 2000);
    }
  };

  addEventListener("scroll", () => { if (!due) { due = true; requestAnimationFrame(paint); } }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  if (kept && !location.hash) document.getElementById(kept)?.scrollIntoView();
  paint();
})();
