// What happens in the sandbox, put into the phones and shown on the one in the hand.

import { told as clockTold } from "./clock_sheet.js";
import { drawCommandsButton, drawComposer, drawKeyboard, drawStarters } from "./composer.js";
import * as conversation from "./conversation.js";
import { find, toast } from "./dom.js";
import { showClaims } from "./insurer.js";
import { current, isNews, phones } from "./phones.js";
import { isOpening } from "./sending.js";
import { countUnread, isVisible, listChats } from "./tabs.js";
import { showTestimonials, showTestimonialsSoon } from "./testimonials.js";

const TYPING_S = 5;

/** By the kind of the event. `mailbox` gets the mails. */
export function happenings(mailbox) {
  return {
    chat,
    message,
    change,
    delete: deleted,
    typing,
    tap_answered: tapAnswered,
    commands,
    profile,
    clock: clockTold,
    claim_decided: (event) => isNews(event) && showClaims(),
    testimonial_decided: (event) => isNews(event) && showTestimonials(),
    mail: (event) => mailbox.add(event, isNews(event)),
  };
}

function chat(event) {
  const known = phones.chats.get(event.id);
  const kept = { messages: known?.messages ?? new Map(), unread: known?.unread ?? 0 };
  phones.chats.set(event.id, { ...event, ...kept });
  if (!known && !isOpening(event.channel)) phones.chosen[event.channel] ??= event.id;
  listChats();
  if (event.id !== phones.chosen[phones.channel]) return;
  if (known && known.blocked === event.blocked) drawKeyboard();
  else drawComposer();
}

function message(event) {
  const chat = phones.chats.get(event.chat);
  const shown = { ...event };
  chat.messages.set(shown.id, shown);
  const isBot = event.author === "bot";
  if (isBot) answered(chat);
  if (isBot && isNews(event)) showTestimonialsSoon();
  const isSeen = chat === current() && isVisible();
  if (isBot && isNews(event) && !isSeen) chat.unread += 1;
  countUnread();
  if (chat !== current()) return;
  const follows = conversation.isFollowing() || !isBot;
  conversation.append(shown);
  drawStarters();
  if (follows) conversation.toEnd();
  else find("latest").hidden = false;
}

function change(event) {
  const chat = phones.chats.get(event.chat);
  const message = chat?.messages.get(event.id);
  if (!message) return;
  const { kind: _kind, seq: _seq, at: _at, chat: _chat, id: _id, ...changes } = event;
  Object.assign(message, changes);
  if (message.status === "delivered" && isAnswered(chat, message)) message.status = "read";
  const isRewritten = changes.text !== undefined && changes.edited === undefined;
  if (isRewritten && message.author === "bot") message.edited = true;
  if (chat !== current()) return;
  const isStatus = Object.keys(changes).every((name) => name === "status");
  if (isStatus) conversation.redrawStatus(message);
  else conversation.redraw(message);
}

function deleted(event) {
  const chat = phones.chats.get(event.chat);
  chat.messages.delete(event.id);
  if (chat === current()) conversation.take(event.id);
  drawStarters();
}

function typing(event) {
  if (event.chat === phones.chosen[phones.channel] && isNews(event)) {
    conversation.showTyping(event.seconds ?? TYPING_S);
  }
}

function tapAnswered(event) {
  for (const pressed of document.querySelectorAll(".keyboard .busy")) {
    pressed.classList.remove("busy");
  }
  if (event.text && isNews(event)) toast(event.text);
}

function commands(event) {
  phones.commands.set(event.language, event.commands);
  drawCommandsButton();
}

function profile(event) {
  const known = phones.profiles.get(event.language) ?? {};
  const given = Object.entries(event).filter(([, value]) => value !== null && value !== undefined);
  phones.profiles.set(event.language, { ...known, ...Object.fromEntries(given) });
  if (phones.channel === "telegram" && !current()?.messages.size) conversation.drawConversation();
}

/** Whether the assistant said something after the member's `message`. */
function isAnswered(chat, message) {
  if (message.author !== "member") return false;
  const all = [...chat.messages.values()];
  return all.slice(all.indexOf(message)).some((one) => one.author === "bot");
}

/** An answer shows that the assistant has read what came before it. */
function answered(chat) {
  if (chat === current()) conversation.showTyping(0);
  for (const message of chat.messages.values()) {
    if (message.author !== "member" || message.status !== "delivered") continue;
    message.status = "read";
    if (chat === current()) conversation.redrawStatus(message);
  }
}
