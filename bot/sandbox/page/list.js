// WhatsApp's list picker: a sheet with radio items, and one button that sends the choice.

import { element } from "./dom.js";
import { closeSheet, openSheet } from "./sheets.js";
import { sendTap } from "./sending.js";
import { words } from "./words.js";

export function openList(message) {
  const { label, items } = message.list;
  const form = element("form", { className: "choices", id: "choices" });
  form.append(...items.map((item, index) => choice(item, index)));
  const send = element("button", { className: "main", disabled: true }, words("send"));
  send.setAttribute("form", form.id);
  form.addEventListener("change", () => (send.disabled = false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pick(message, form);
  });
  openSheet(label, [form], { actions: [send] });
}

function choice(item, index) {
  const radio = element("input", { type: "radio", name: "choice", value: String(index) });
  const title = element("b", { dir: "auto" }, item.title);
  const text = element("span", { className: "line-text" }, title);
  if (item.description) text.append(element("small", { dir: "auto" }, item.description));
  return element("label", { className: "choice" }, text, radio);
}

function pick(message, form) {
  const item = message.list.items[Number(new FormData(form).get("choice"))];
  closeSheet();
  sendTap(message, item);
}
