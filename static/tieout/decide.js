/* Deciding: "None voiced" and a name contradict each other, so ticking one unticks the other. */
"use strict";
(() => {
  const none = document.querySelector("input[name=none_voiced]");
  const names = [...document.querySelectorAll("input[name=dissenters]")];
  none?.addEventListener("change", () => {
    if (none.checked) for (const name of names) name.checked = false;
  });
  for (const name of names) {
    name.addEventListener("change", () => {
      if (name.checked) none.checked = false;
    });
  }
})();
