// Enhancement only: marks the section being read in the contents, paints the progress line and keeps the place.
// <div class="lesson" data-place-url="..." data-place="heading id"> receives POSTs with place=<heading id>, header X-CSRFToken.
(() => {
  "use strict";
  const lesson = document.querySelector("[data-place-url]");
  const main = document.getElementById("main");
  if (!lesson || !main) return;
  const bar = document.querySelector(".topline > progress");
  const links = new Map([...document.querySelectorAll(".toc a[href^='#']")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const heads = [...main.querySelectorAll("h2[id]")];
  let place = lesson.dataset.place || "";
  let timer;
  let due = false;

  const keep = () => fetch(lesson.dataset.placeUrl, {
    method: "POST",
    keepalive: true,
    headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    body: new URLSearchParams({ place }),
  }).catch(() => {});

  const paint = () => {
    due = false;
    const passed = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3);
    const now = passed.length ? passed[passed.length - 1].id : "";
    for (const [id, link] of links) link.toggleAttribute("aria-current", false), id === now && link.setAttribute("aria-current", "true");
    const box = main.getBoundingClientRect();
    const room = Math.max(1, box.height - innerHeight + box.top + scrollY);
    if (bar) bar.value = Math.min(bar.max, Math.max(0, Math.floor((bar.max * scrollY) / room)));
    if (now && now !== place) {
      place = now;
      clearTimeout(timer);
      timer = setTimeout(keep, 2000);
    }
  };

  addEventListener("scroll", () => { if (!due) { due = true; requestAnimationFrame(paint); } }, { passive: true });
  if (place && !location.hash) document.getElementById(place)?.scrollIntoView();
  paint();
})();
