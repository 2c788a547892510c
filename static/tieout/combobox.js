/* A select marked data-combobox becomes a box to type into; the select keeps the value and the no-script page. */
"use strict";
(() => {
  let serial = 0;
  const enhance = (select) => {
    if (select.dataset.enhanced) return;
    select.dataset.enhanced = "yes";
    const id = `combo-${(serial += 1)}`;
    const box = document.createElement("div");
    box.className = "combo";
    const input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", spellcheck: false });
    const list = Object.assign(document.createElement("ul"), { id, hidden: true });
    for (const name of ["aria-describedby", "aria-invalid", "data-key"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.setAttribute("aria-autocomplete", "list");
    list.setAttribute("role", "listbox");
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    list.setAttribute("aria-label", label?.textContent.trim() || "Choices");
    /* the visible box takes the select's id, so that label, hint and error links lead to it */
    input.id = select.id;
    select.id = `${select.id}-value`;
    select.hidden = true;
    select.before(box);
    box.append(input, list, select);
    if (select.autofocus) input.focus();

    const choices = () => [...select.options].filter((option) => option.value);
    const written = () => (select.value ? select.selectedOptions[0].text : "");
    const chosen = () => list.querySelector("[aria-selected=true]");
    const choose = (item) => {
      chosen()?.setAttribute("aria-selected", "false");
      if (!item) return input.removeAttribute("aria-activedescendant");
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", item.id);
    };
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const draw = (query) => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = choices().filter((option) => words.every((word) => option.text.toLowerCase().includes(word)));
      const starts = (option) => Number(!option.text.toLowerCase().startsWith(words[0] || ""));
      fits.sort((a, b) => starts(a) - starts(b));
      list.replaceChildren(...fits.slice(0, 50).map((option, index) => {
        const item = Object.assign(document.createElement("li"), { id: `${id}-${index}`, textContent: option.text });
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.value = option.value;
        return item;
      }));
      if (!fits.length && words.length) {
        const none = Object.assign(document.createElement("li"), { textContent: `Nothing fits “${query.trim()}”` });
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        list.append(none);
      }
      list.hidden = !list.children.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      choose(fits.length ? list.firstElementChild : null);
    };
    const take = (item) => {
      select.value = item ? item.dataset.value : "";
      input.value = written();
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };

    input.value = written();
    input.addEventListener("input", () => draw(input.value));
    /* what is typed is no choice: told on leaving the box, it would have fields filled in anew */
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("click", () => list.hidden && draw(""));
    input.addEventListener("blur", () => {
      const exact = choices().find((option) => option.text.toLowerCase() === input.value.trim().toLowerCase());
      if (exact ? exact.value !== select.value : input.value.trim() === "" && select.value) {
        select.value = exact ? exact.value : "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      input.value = written();
      close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return draw("");
        const items = [...list.children].filter((item) => item.dataset.value);
        if (!items.length) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(items[(items.indexOf(chosen()) + step + items.length) % items.length]);
      } else if (event.key === "Enter" && (!list.hidden || input.value.trim() !== written())) {
        /* what is typed and not taken must never be sent as what was chosen before */
        const item = chosen();
        const fits = item || !input.value.trim();
        if (!fits || !(event.ctrlKey || event.metaKey)) event.preventDefault();
        if (!fits) return event.stopPropagation();
        take(item);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        input.value = written();
        close();
      }
    });
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item?.dataset.value) take(item);
    });
  };
  const all = (region) => region.querySelectorAll("select[data-combobox]").forEach(enhance);
  all(document);
  document.addEventListener("htmx:afterSettle", (event) => all(event.detail.elt));
})();
