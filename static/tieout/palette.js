/* The palette: one combo box over server-rendered results. Without script its link opens the search page. */
"use strict";
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const WAIT = 120;
  let timer;
  let request;

  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = (html) => {
    list.innerHTML = html;
    list.hidden = !html.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(options()[0]);
  };
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const url = new URL(dialog.dataset.source, location.href);
    url.searchParams.set("q", input.value);
    url.searchParams.set("fragment", "results");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: request.signal });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") show("");
    }
  };
  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    ask();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    if (event.key in steps && all.length && !(event.key.length < 5 && input.value)) {
      event.preventDefault();
      choose(all[(steps[event.key] + all.length) % all.length]);
    }
    if (event.key === "Escape") {
      /* a search box would only clear itself */
      event.preventDefault();
      dialog.close();
    }
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && document.body.dataset.shortcuts !== "off";
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !k) return;
    event.preventDefault();
    open();
  });
})();
