/* The frame: theme, focus, polling, submit keys. Pages work without any of it. */
"use strict";
(() => {
  const root = document.documentElement;

  /* theme: a cookie, so that the server draws the right one at once */
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    });
  }

  /* focus: a problem always takes it; otherwise only a focus that got lost is handed on */
  const handOn = (region) => {
    const problem = region.matches("[data-focus]") ? region : region.querySelector("[data-focus]");
    if (problem) return problem.focus();
    const active = document.activeElement;
    if (active && active !== document.body && active.isConnected) return;
    const heading = region.matches("[tabindex='-1']") ? region : region.querySelector("[tabindex='-1']");
    if (heading) heading.focus();
  };
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("htmx:afterSettle", (event) => handOn(event.detail.elt));

  /* work under way, and a connection that is gone */
  const say = (text) => {
    const status = document.getElementById("status");
    if (status) status.replaceChildren(Object.assign(document.createElement("p"), { textContent: text, className: "warning" }));
  };
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:sendError", () => say("No connection. What you entered is kept; try again."));
  document.addEventListener("htmx:responseError", (event) => {
    const refusals = { 403: "You may see this, but not do it. Nothing was changed.", 404: "This is no longer here. Reload the page." };
    say(refusals[event.detail.xhr.status] || "Something failed on our side. Nothing was changed; try again.");
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say("The key did not answer. Try again, or choose another way to sign in.");
  });

  /* polling: only while somebody looks, and never under a hand that types */
  const due = new WeakMap();
  setInterval(() => {
    if (document.hidden) return;
    for (const region of document.querySelectorAll("[data-poll]")) {
      if (region.querySelector("input:focus, textarea:focus, select:focus")) continue;
      const now = Date.now();
      if (!due.has(region)) due.set(region, now + region.dataset.poll * 1000);
      if (now < due.get(region)) continue;
      due.set(region, now + region.dataset.poll * 1000);
      region.dispatchEvent(new CustomEvent("poll"));
    }
  }, 500);

  /* Ctrl or Cmd with Enter sends the form */
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  if (mac) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = key.textContent.replace("Ctrl ", "⌘");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-submit-keys]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  /* one press, one request: a second press while the first is under way is ignored */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });

  /* a closed menu: a click elsewhere or Escape */
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.drop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  /* a select that applies itself, where a button would be one press too many */
  document.addEventListener("change", (event) => event.target.closest("form[data-auto-submit]")?.requestSubmit());
})();
