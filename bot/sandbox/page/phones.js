// Every phone on the page: its chats, and which of them is in the hand.

export const CHANNELS = ["whatsapp", "telegram"];

export const phones = {
  /** id → { ...chat, messages: Map, unread } */
  chats: new Map(),
  chosen: { whatsapp: null, telegram: null },
  channel: "whatsapp",
  /** language → Telegram's commands */
  commands: new Map(),
  /** language → Telegram's profile texts */
  profiles: new Map(),
  /** Events up to this number were there when the page was opened: no news. */
  until: 0,
};

export const current = () => phones.chats.get(phones.chosen[phones.channel]);
export const isNews = (event) => event.seq > phones.until;
export const ofChannel = (name) => [...phones.chats.values()].filter((one) => one.channel === name);

/** What Telegram was given for `language`, or else for everyone. */
export const inLanguage = (given, language) => given.get(language) ?? given.get("");

export function forgetAll(until) {
  phones.chats.clear();
  phones.commands.clear();
  phones.profiles.clear();
  phones.chosen.whatsapp = phones.chosen.telegram = null;
  phones.until = until;
}
