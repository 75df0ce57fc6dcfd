// Which part of the page is in view, which channel, which phone; and how much is unread where.

import { element, find, setBadge } from "./dom.js";
import { CHANNELS, current, ofChannel, phones } from "./phones.js";
import { words } from "./words.js";

const WIDE_PX = 1000;
const sideBySide = matchMedia(`(min-width: ${WIDE_PX}px)`);

/** Whether the phone is in view; on a wide screen it always is. */
export const isVisible = () => document.body.dataset.view === "chat" || sideBySide.matches;

export function showView(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (view === "chat") readCurrent();
}

export function countUnread() {
  let all = 0;
  for (const name of CHANNELS) {
    const unread = ofChannel(name).reduce((sum, chat) => sum + chat.unread, 0);
    setBadge(find(`tab-${name}`).querySelector(".unread"), unread);
    all += unread;
  }
  setBadge(document.querySelector('.views [data-view="chat"] .unread'), all);
  listChats();
}

export function readCurrent() {
  if (current() && isVisible()) current().unread = 0;
  countUnread();
}

export function listChats() {
  const select = find("chats");
  const mine = ofChannel(phones.channel);
  const chosen = phones.chosen[phones.channel];
  const options = mine.map((chat) => {
    const unread = chat.unread ? ` (${chat.unread})` : "";
    const text = `${chat.name} · …${chat.address.slice(-4)}${unread}`;
    return element("option", { value: chat.id, selected: chat.id === chosen }, text);
  });
  select.replaceChildren(...options);
  select.hidden = mine.length === 0;
  select.disabled = mine.length < 2;
}

/** Turns the phone's head to the channel in view. */
export function showTabs() {
  const { channel } = phones;
  find("phone").dataset.channel = channel;
  find("screen").setAttribute("aria-labelledby", `tab-${channel}`);
  for (const one of CHANNELS) {
    find(`tab-${one}`).setAttribute("aria-selected", String(one === channel));
    find(`tab-${one}`).tabIndex = one === channel ? 0 : -1;
  }
  find("presence").textContent = words(channel === "whatsapp" ? "online" : "bot");
}
