// What can be done with a bubble: reply, edit, forward, copy. By its button, by a right click, by
// a long press, and by swiping it to the right (reply).

import { toast, icon } from "./dom.js";
import { inShort } from "./contents.js";
import { beginEdit, beginReply } from "./composer.js";
import { phones } from "./phones.js";
import { forwardText } from "./sending.js";
import { closeSheet, isSheetOpen, openSheet, sheetLine } from "./sheets.js";
import { words } from "./words.js";

const SWIPE_PX = 56;
const LONGEST_PX = 84;
const LONG_PRESS_MS = 550;

export function openMenu(message) {
  const line = (name, act) =>
    sheetLine(icon(name), words(name), () => {
      closeSheet();
      act(message);
    });
  const lines = [line("reply", beginReply)];
  const isOwn = message.author === "member" && message.type === "text";
  if (isOwn && phones.channel === "telegram") lines.push(line("edit", beginEdit));
  if (message.text) lines.push(line("forward", forward), line("copy", copyText));
  openSheet(inShort(message), lines, { kind: "menu" });
}

function forward(message) {
  const lines = [...phones.chats.values()].map((chat) => {
    const where = words(chat.channel);
    return sheetLine(icon("contact"), chat.name, () => send(message, chat), where);
  });
  openSheet(words("forwardTo"), lines);
}

async function send(message, chat) {
  closeSheet();
  if (await forwardText(message.text, chat.id)) toast(words("forwardedTo", { name: chat.name }));
}

async function copyText(message) {
  try {
    await navigator.clipboard.writeText(message.text);
    toast(words("copied", { value: message.text.slice(0, 40) }));
  } catch {
    toast(words("notCopied"));
  }
}

/** Swipes and right clicks on the bubbles of `log`; `messageOf(id)` knows the message. */
export function watchGestures(log, messageOf) {
  let swipe = null;
  const bubbleAt = (event) => event.target.closest?.(".bubble");

  log.addEventListener("contextmenu", (event) => {
    const shown = bubbleAt(event);
    if (!shown || getSelection().toString() || event.target.closest("a")) return;
    event.preventDefault();
    if (!isSheetOpen()) openMenu(messageOf(shown.dataset.id)); // a long press may have been quicker
  });
  log.addEventListener("pointerdown", (event) => {
    const shown = event.pointerType === "mouse" ? null : bubbleAt(event);
    swipe = null;
    if (!shown) return;
    swipe = { shown, x: event.clientX, y: event.clientY, by: 0 };
    swipe.timer = setTimeout(() => {
      swipe = null;
      openMenu(messageOf(shown.dataset.id));
    }, LONG_PRESS_MS);
  });
  log.addEventListener("pointermove", (event) => {
    if (!swipe) return;
    swipe.by = event.clientX - swipe.x;
    if (Math.hypot(swipe.by, event.clientY - swipe.y) > 8) clearTimeout(swipe.timer);
    const isSideways = swipe.by > 8 && Math.abs(event.clientY - swipe.y) < 24;
    swipe.shown.style.translate = isSideways ? `${Math.min(swipe.by, LONGEST_PX)}px` : "";
    if (!isSideways) swipe.by = 0;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    log.addEventListener(name, () => {
      if (!swipe) return;
      const { shown, by, timer } = swipe;
      clearTimeout(timer);
      swipe = null;
      shown.style.translate = "";
      if (name === "pointerup" && by > SWIPE_PX) beginReply(messageOf(shown.dataset.id));
    });
  }
}
