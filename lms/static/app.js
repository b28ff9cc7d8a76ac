// Enhancement only: every page works without this file. It writes text and attributes, never markup.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // Theme: the form posts and reloads by itself; here the page changes at once and the cookie is set behind it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    const { value } = event.submitter;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    root.dataset.theme = value;
    document.querySelector(value === "dark" ? ".to-light" : ".to-dark")?.focus();
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  });

  // A toast leaves after 8 seconds, not while it is pointed at or holds the focus.
  for (const list of document.querySelectorAll("[data-toasts]")) {
    for (const toast of list.children) {
      let timer;
      const leave = () => { toast.remove(); if (!list.children.length) list.remove(); };
      const wait = () => { clearTimeout(timer); timer = setTimeout(leave, 8000); };
      const stay = () => clearTimeout(timer);
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = "×";
      close.setAttribute("aria-label", list.dataset.close);
      close.addEventListener("click", leave);
      toast.append(close);
      for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
      for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, wait);
      wait();
    }
  }

  // Menus close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // <button data-copy="text" data-copied="Copied" hidden> appears with script only.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.lastChild.textContent = button.dataset.copied;
    });
  }

  // <select data-submit> sends its GET form when changed; the button beside it stays for everybody else.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // What is wider than the page scrolls by itself, and by keyboard.
  for (const part of document.querySelectorAll(".prose :is(table, pre), math[display=block]")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }

  // The summary of faults is read first.
  document.getElementById("faults")?.focus();
})();
