// Enhancement only: reloads a page of the preview when a file was saved. Without it, the link "Read again" does the same.
// <script src="preview.js" data-version="3" data-changes="/preview/changes" defer>: the address answers with the version once it is another.
(() => {
  "use strict";
  const { version, changes } = document.currentScript.dataset;
  const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const listen = async () => {
    for (;;) {
      try {
        const answer = await fetch(`${changes}?since=${version}`, { cache: "no-store" });
        const now = answer.ok ? (await answer.text()).trim() : version;
        if (now !== version) return location.reload();
        if (!answer.ok) await rest(2000);
      } catch {
        await rest(2000);
      }
    }
  };
  listen();
})();
