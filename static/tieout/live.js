/* A meeting: the time that is left, counted on; it warns, and never turns the page. */
"use strict";
(() => {
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-ends]")) {
      const left = Math.round((Date.parse(clock.dataset.ends) - Date.now()) / 1000);
      const size = Math.abs(left);
      const text = `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")} ${left >= 0 ? "left" : "over"}`;
      const words = clock.querySelector("span");
      if (words.textContent !== text) words.textContent = text;
      clock.classList.toggle("over", left < 0);
    }
  };
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", tick);

  /* a connection that comes back says so */
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = document.getElementById("status");
    if (event.detail.successful && status?.querySelector(".warning")) status.replaceChildren();
  });
})();
