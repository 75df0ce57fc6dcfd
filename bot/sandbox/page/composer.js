// The message box and what stands around it: what is replied to or edited, commands, the keyboard.

import { button, element, find, icon } from "./dom.js";
import { inShort } from "./contents.js";
import { openAttachments } from "./attach.js";
import { openLocation } from "./location.js";
import { current, inLanguage, phones } from "./phones.js";
import { isBlocked, sendEdit, sendText, setBlocked } from "./sending.js";
import { closeSheet, openSheet, sheetLine } from "./sheets.js";
import { currentLanguage, words } from "./words.js";

const compose = find("compose");
/** What is being replied to or edited: { message, isEdit }. */
let context = null;

export function beginReply(message) {
  setContext({ message, isEdit: false });
}

export function beginEdit(message) {
  setContext({ message, isEdit: true });
  compose.value = message.text;
  grow();
}

function setContext(wanted) {
  context = wanted;
  const bar = find("context");
  bar.hidden = !wanted;
  if (!wanted) return;
  find("context-kind").textContent = words(wanted.isEdit ? "editing" : "replying");
  find("context-text").textContent = inShort(wanted.message);
  compose.focus();
}

function dropContext() {
  if (context?.isEdit) compose.value = "";
  setContext(null);
  grow();
}

/** Puts a value into the message box, where the member can still look at it. */
export function insertText(value) {
  compose.value = compose.value.trim() ? `${compose.value.trimEnd()} ${value}` : value;
  grow();
  compose.focus();
}

async function sendComposed() {
  const text = compose.value;
  if (!text.trim()) return;
  const doing = context;
  compose.value = "";
  setContext(null);
  grow();
  const sent = doing?.isEdit
    ? await sendEdit(doing.message.id, text)
    : await sendText(text, doing?.message.id);
  if (!sent) compose.value = text;
}

function grow() {
  const lines = compose.value.split("\n").length + Math.floor(compose.value.length / 34);
  compose.rows = Math.min(5, lines);
}

/** Draws all of it for the phone in the hand. */
export function drawComposer() {
  dropContext();
  drawStarters();
  drawCommandsButton();
  drawKeyboard();
  find("composer").hidden = isBlocked();
  find("blocked").hidden = !isBlocked();
}

export function drawStarters() {
  const begun = current()?.messages.size;
  const isTelegram = phones.channel === "telegram";
  const [text, title] = isTelegram ? ["/start", words("start")] : [words("hello"), words("hello")];
  find("starters").replaceChildren(...(begun ? [] : [button(title, () => sendText(text))]));
}

export function drawCommandsButton() {
  const known = inLanguage(phones.commands, currentLanguage()) ?? [];
  find("commands-button").hidden = phones.channel !== "telegram" || !known.length;
}

function openCommands() {
  const known = inLanguage(phones.commands, currentLanguage()) ?? [];
  const lines = known.map((one) => {
    const send = () => {
      closeSheet();
      sendText(`/${one.command}`);
    };
    return sheetLine(null, `/${one.command}`, send, one.description);
  });
  openSheet(words("commands"), lines);
}

/** Telegram's keyboard under the message box. */
export function drawKeyboard() {
  const rows = (phones.channel === "telegram" && current()?.keyboard) || [];
  find("reply-keyboard").hidden = !rows.length;
  find("reply-keyboard").replaceChildren(
    ...rows.map((row) => element("div", { className: "row" }, ...row.map(replyKey))),
  );
}

function replyKey(key) {
  const asksPlace = key.asks === "location";
  const press = () => (asksPlace ? openLocation() : sendText(key.title));
  return button(asksPlace ? [icon("place"), key.title] : key.title, press, { dir: "auto" });
}

find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendComposed();
});
compose.addEventListener("input", grow);
compose.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && context) dropContext();
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendComposed();
});
compose.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  openAttachments(files);
});
find("context-drop").addEventListener("click", () => {
  dropContext();
  compose.focus();
});
find("attach").addEventListener("click", () => openAttachments());
find("locate").addEventListener("click", () => openLocation());
find("commands-button").addEventListener("click", openCommands);
find("unblock").addEventListener("click", () => setBlocked(false));
