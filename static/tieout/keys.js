/* Single keys, from data-key on links and buttons; a row cursor, from data-rows; the list of keys. */
"use strict";
(() => {
  const off = () => document.body.dataset.shortcuts === "off";
  const typing = (target) => target.isContentEditable || target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog[open]");
  const shown = (element) => element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;

  /* several elements may carry one key; the first that is there acts */
  const holder = (keys) => [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === keys && (shown(element) || element.closest(".nav")));
  const act = (element) => {
    if (element.matches("input, select, textarea, summary")) {
      element.focus();
      if (element.matches("summary")) element.click();
    } else element.click();
  };

  /* rows: the cursor is real focus on the row's link, so Enter and screen readers follow */
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter(shown);
  const current = () => rows().find((row) => row.classList.contains("cur"));
  const place = (row) => {
    for (const other of rows()) {
      other.classList.toggle("cur", other === row);
      if (other === row) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    const link = row.querySelector("[data-open]");
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(current());
    place(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
    return true;
  };
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] [data-row]");
    if (row && !row.classList.contains("cur") && event.target.matches("[data-open]")) place(row);
  });

  /* peek: the row's own preview, fetched as a fragment */
  const peek = async () => {
    const url = current()?.dataset.peek;
    const dialog = document.getElementById("peek");
    if (!url || !dialog) return false;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return true;
    document.getElementById("peek-body").innerHTML = await answer.text();
    dialog.showModal();
    return true;
  };
  const select = () => {
    const box = current()?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.click();
    return true;
  };

  const listKeys = () => {
    const dialog = document.getElementById("keys");
    if (!dialog) return;
    const list = dialog.querySelector(".keylist");
    const entries = new Map();
    if (rows().length) {
      entries.set("j", "Next row");
      entries.set("k", "Previous row");
      entries.set("enter", "Open the row");
      if (rows()[0].dataset.peek) entries.set("space", "Preview the row");
      if (rows()[0].querySelector("input[type=checkbox]")) entries.set("x", "Select the row");
    }
    if (document.getElementById("palette")) entries.set("/", "Search, or Ctrl K");
    for (const element of document.querySelectorAll("[data-key]")) {
      const copy = element.cloneNode(true);
      for (const extra of copy.querySelectorAll("kbd, .vh, .n")) extra.remove();
      const label = element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ");
      if (!entries.has(element.dataset.key)) entries.set(element.dataset.key, element.dataset.key.startsWith("g ") ? `Go to ${label}` : label);
    }
    entries.set("?", "This list");
    list.replaceChildren(...[...entries].flatMap(([keys, does]) => {
      const term = document.createElement("dt");
      for (const key of keys.split(" ")) {
        const cap = document.createElement("kbd");
        cap.textContent = key.length === 1 ? key.toUpperCase() : key[0].toUpperCase() + key.slice(1);
        term.append(cap, " ");
      }
      const what = document.createElement("dd");
      what.textContent = does;
      return [term, what];
    }));
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens='keys']")) listKeys();
  });

  let waiting = "";
  let timer;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off() || typing(event.target)) return;
    const key = event.key === " " ? "space" : event.key.toLowerCase();
    if (key.startsWith("arrow") && event.target.matches?.("input")) return;
    const keys = waiting ? `${waiting} ${key}` : key;
    waiting = "";
    clearTimeout(timer);
    const done = () => event.preventDefault();
    if (keys === "g") {
      waiting = "g";
      timer = setTimeout(() => (waiting = ""), 1200);
      return;
    }
    if (keys === "?") return done(), listKeys();
    if (keys === "j" && move(1)) return done();
    if (keys === "k" && move(-1)) return done();
    if (keys === "x" && select()) return done();
    if (keys === "space" && current() && !event.target.matches("button, summary, input")) return done(), void peek();
    const target = holder(keys);
    if (target) done(), act(target);
  });
})();
