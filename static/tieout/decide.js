/* Deciding: "None voiced" and a name contradict each other, so ticking one unticks the other. */
"use strict";
document.addEventListener("change", (event) => {
  if (!event.target.checked) return;
  const other = { none_voiced: "dissenters", dissenters: "none_voiced" }[event.target.name];
  for (const box of document.querySelectorAll(`input[name=${other || "nothing"}]`)) box.checked = false;
});
