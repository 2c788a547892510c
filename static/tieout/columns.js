/* Columns to keep out: the names in a chosen list are read here, before it is sent, and offered to tick. */
"use strict";
(() => {
  const BEGINNING = 65536;

  const cells = (line, mark) => {
    const found = [""];
    let quoted = false;
    for (const sign of line) {
      if (sign === '"') quoted = !quoted;
      else if (sign === mark && !quoted) found.push("");
      else found[found.length - 1] += sign;
    }
    return found.map((name) => name.trim()).filter(Boolean);
  };

  const names = async (file) => {
    const bytes = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
    const mark = bytes[0] * 256 + bytes[1];
    const wide = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" }[mark];
    if (!wide && bytes.includes(0)) return [];
    const [line] = new TextDecoder(wide || "utf-8").decode(bytes).split(/\r\n|\n|\r/, 1);
    if (line.startsWith("PAR1")) return [];
    if (line.startsWith("{")) return Object.keys(JSON.parse(line));
    return [",", ";", "\t", "|"].map((one) => cells(line, one)).reduce((a, b) => (b.length > a.length ? b : a));
  };

  const offer = (field, found) => {
    const quoted = (name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
    const boxes = found.map((name) => {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value: quoted(name) });
      const label = document.createElement("label");
      label.append(box, ` ${name}`);
      return label;
    });
    const group = document.createElement("div");
    group.className = "choices keep-out";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Columns to keep out");
    group.append(...boxes);
    group.addEventListener("change", () => {
      field.value = [...group.querySelectorAll(":checked")].map((box) => box.value).join(", ");
    });
    field.value = "";
    field.after(group);
  };

  document.addEventListener("change", async ({ target }) => {
    if (!target.matches("input[type=file][data-columns]")) return;
    const field = document.getElementById(`${target.id}_leave_out`);
    field.parentElement.querySelector(".keep-out")?.remove();
    const [file] = target.files;
    const found = file ? await names(file).catch(() => []) : [];
    if (found.length > 1 && found.length < 200 && file === target.files[0]) offer(field, found);
  });
})();
