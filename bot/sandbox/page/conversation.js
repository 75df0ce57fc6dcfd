// The conversation of the phone in the hand: the bubbles, day by day.

import { bubble, meta } from "./bubbles.js";
import { day, element, find, toast } from "./dom.js";
import { openList } from "./list.js";
import { openMenu, watchGestures } from "./menu.js";
import { current, inLanguage, phones } from "./phones.js";
import { sendTap, sendText } from "./sending.js";
import { currentLanguage, words } from "./words.js";

const NEAR_END_PX = 90;
const TAP_MS = 8000;
const log = find("log");

const hands = {
  onTap: tap,
  onList: (message) => openList(message),
  onResend: (message) => sendText(message.text),
  onMenu: (message) => openMenu(message),
  onQuote: goTo,
};

/** Whether the newest message is kept in view. */
let follows = true;
let lastTop = 0;

export const isFollowing = () => follows;
const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;

export function toEnd() {
  follows = true;
  log.scrollTop = log.scrollHeight;
  find("latest").hidden = true;
}

function draw(message) {
  const quoted = message.reply_to && current()?.messages.get(message.reply_to);
  return bubble(message, { channel: phones.channel, hands, quoted });
}

export function drawConversation() {
  const messages = [...(current()?.messages.values() ?? [])];
  log.setAttribute("aria-live", "off"); // a chat that is opened is not news
  log.replaceChildren();
  messages.forEach((message, index) => place(message, messages[index - 1]));
  if (!messages.length) log.append(emptyNote());
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  toEnd();
}

/** Adds a message at the end, under its day, close to those it belongs with. */
export function append(message) {
  const messages = [...current().messages.values()];
  if (messages.length === 1) log.replaceChildren();
  place(message, messages.at(-2));
}

function place(message, before) {
  const today = day(message.at);
  if (!before || day(before.at) !== today) log.append(element("p", { className: "day" }, today));
  const shown = draw(message);
  log.append(shown);
  markNeighbours(shown, message, before);
}

function markNeighbours(shown, message, before) {
  if (!before || before.author !== message.author || day(before.at) !== day(message.at)) return;
  shown.classList.add("follows");
  if (message.album && message.album === before.album) shown.classList.add("album");
}

/** Shows how far a message has come; what it holds stays, so that no picture is loaded again. */
export function redrawStatus(message) {
  const shown = bubbleOf(message.id);
  if (message.status === "failed") redraw(message);
  else shown?.querySelector(".meta").replaceWith(meta(message, phones.channel));
}

export function redraw(message) {
  const shown = bubbleOf(message.id);
  if (!shown) return;
  const fresh = draw(message);
  for (const name of ["follows", "album"]) {
    fresh.classList.toggle(name, shown.classList.contains(name));
  }
  const hadFocus = shown.contains(document.activeElement);
  shown.replaceWith(fresh);
  if (hadFocus) fresh.querySelector(".keyboard button, .more").focus();
}

export function take(id) {
  bubbleOf(id)?.remove();
  if (!current()?.messages.size) drawConversation();
}

const bubbleOf = (id) => log.querySelector(`[data-id="${CSS.escape(id)}"]`);

function emptyNote() {
  const profile = inLanguage(phones.profiles, currentLanguage());
  const isTelegram = phones.channel === "telegram";
  const note = element("div", { className: "empty" });
  if (isTelegram && profile?.description) {
    note.append(element("b", {}, words("whatCanItDo")));
    note.append(element("p", { dir: "auto" }, profile.description));
  }
  note.append(element("p", {}, words(`empty_${phones.channel}`)));
  return note;
}

async function tap(message, one, pressed) {
  pressed.classList.add("busy");
  setTimeout(() => pressed.classList.remove("busy"), TAP_MS);
  if (!(await sendTap(message, one)) || phones.channel === "whatsapp") {
    pressed.classList.remove("busy");
  }
}

function goTo(id) {
  const found = bubbleOf(id);
  if (!found) {
    toast(words("goneMessage"));
    return;
  }
  found.scrollIntoView({ block: "center" });
  found.classList.add("found");
  setTimeout(() => found.classList.remove("found"), 1500);
}

/** Shows that the assistant is typing, for so many seconds or until it has said something. */
export function showTyping(seconds) {
  const shown = find("typing");
  shown.hidden = seconds <= 0;
  clearTimeout(showTyping.timer);
  showTyping.timer = setTimeout(() => (shown.hidden = true), seconds * 1000);
  if (follows) toEnd();
}

watchGestures(log, (id) => current()?.messages.get(id));
find("latest").addEventListener("click", toEnd);
log.addEventListener("scroll", () => {
  // What grows below the view scrolls nothing: only who goes up stops following.
  if (log.scrollTop < lastTop || isAtEnd()) follows = isAtEnd();
  lastTop = log.scrollTop;
  if (follows) find("latest").hidden = true;
});
// A picture has its height only when it is there.
log.addEventListener("load", () => follows && toEnd(), true);
