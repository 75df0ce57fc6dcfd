// More phones: a new one with a name of its own, and what the one in the hand can do.

import { button, element, icon, toast } from "./dom.js";
import { current, phones } from "./phones.js";
import { isBlocked, openChat, setBlocked } from "./sending.js";
import { closeSheet, field, openSheet, sheetLine } from "./sheets.js";
import { words } from "./words.js";

/** A sheet for a new phone; `names` are suggestions. */
export function openNewPhone(names, onOpened) {
  const name = element("input", { type: "text", maxLength: 60, dir: "auto" });
  name.placeholder = words("nameHint");
  const hidden = element("input", { type: "checkbox" });
  const form = element("form", { className: "new-phone" }, field(words("name"), name));
  const chips = names.map((one) => button(one, () => (name.value = one), { dir: "auto" }));
  form.append(element("div", { className: "chips" }, ...chips));
  if (phones.channel === "whatsapp") form.append(hiddenNumber(hidden));
  form.append(element("button", { type: "submit", className: "main" }, words("openPhone")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await openChat({ name: name.value.trim(), hidden_number: hidden.checked });
      closeSheet();
      onOpened();
    } catch {
      toast(words("notSent"));
    }
  });
  openSheet(words("newPhone"), [form]);
}

function hiddenNumber(box) {
  const text = element("span", { className: "line-text" }, element("b", {}, words("hideNumber")));
  text.append(element("small", {}, words("hideNumberHint")));
  return element("label", { className: "choice" }, text, box);
}

/** What the phone in the hand can do with the assistant. */
export function openPhoneMenu() {
  const chat = current();
  if (!chat) {
    toast(words("noPhone"));
    return;
  }
  const title = words(isBlocked() ? "unblock" : "block");
  const flip = () => {
    closeSheet();
    setBlocked(!isBlocked());
  };
  openSheet(`${chat.name} · ${chat.address.replace("whatsapp:", "")}`, [
    sheetLine(icon("block"), title, flip, words("blockHint")),
  ]);
}
