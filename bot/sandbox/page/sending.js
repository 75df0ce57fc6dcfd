// What the member does: everything that goes from the phone to the assistant.

import { toast } from "./dom.js";
import { current, phones } from "./phones.js";
import { post } from "./stream.js";
import { currentLanguage, words } from "./words.js";

const opening = { whatsapp: null, telegram: null };
let onOpened = () => {};

/** `choose(id)` shows a chat that was opened here. */
export function whenOpened(choose) {
  onOpened = choose;
}

/** Whether a chat of that channel is being opened here, and will be chosen then. */
export const isOpening = (channel) => opening[channel] !== null;

/** A new phone on the channel in view; `about` may hold a name and hidden_number. */
export async function openChat(about = {}) {
  const language = currentLanguage();
  const chat = await post("/sandbox/chats", { channel: phones.channel, language, ...about });
  onOpened(chat.id);
  return chat.id;
}

/** The id of the chosen chat; the first message opens one, even if sent twice in a hurry. */
async function chatId() {
  const { channel, chosen } = phones;
  if (chosen[channel]) return chosen[channel];
  opening[channel] ??= openChat().finally(() => (opening[channel] = null));
  return opening[channel];
}

/** Posts to the chosen chat; false, and a word about it, when it was not taken. */
async function sendTo(door, body, chat = null) {
  try {
    await post(`/sandbox/chats/${chat ?? (await chatId())}/${door}`, body);
    return true;
  } catch {
    toast(words("notSent"));
    return false;
  }
}

export const sendText = (text, replyTo = null) =>
  sendTo("messages", replyTo ? { text, reply_to: replyTo } : { text });
export const forwardText = (text, chat) => sendTo("messages", { text, forwarded: true }, chat);
export const sendEdit = (id, text) => sendTo("edits", { id, text });
export const sendLocation = (place) => sendTo("location", place);
export const sendContact = (contact) => sendTo("contact", contact);
export const sendSticker = () => sendTo("sticker", {});
export const setBlocked = (blocked) => sendTo("blocked", { blocked });
export const sendTap = (message, { title, data }) =>
  sendTo("taps", { id: message.id, data, title }, message.chat);

/** Sends files as `kind` (photo, document, video, voice), the caption with the first. */
export function sendFiles(files, kind, caption) {
  const form = new FormData();
  for (const one of files) form.append("files", one, one.name);
  form.append("caption", caption);
  form.append("as", kind);
  return sendTo("media", form);
}

export const isBlocked = () => current()?.blocked === true;
