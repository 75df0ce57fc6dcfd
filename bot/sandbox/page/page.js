// The page: two phones, wired to what happens in the sandbox.

import { bubble, element } from "./bubbles.js";
import { Mailbox } from "./mailbox.js";
import { showPeople } from "./people.js";
import { follow, post } from "./stream.js";
import { currentLanguage, speak, words } from "./words.js";

const TYPING_MS = 5000;
const NEAR_END_PX = 90;
const CHANNELS = ["whatsapp", "telegram"];
const find = (id) => document.getElementById(id);
const log = find("log");
const compose = find("compose");

const chats = new Map(); // id → { ...chat, messages: Map, unread }
const chosen = { whatsapp: null, telegram: null };
const opening = { whatsapp: null, telegram: null };
const commands = new Map(); // language → commands
let channel = "whatsapp";
let live = false;
let toastTimer = 0;

// --- small things --------------------------------------------------------------------------

function toast(text) {
  find("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (find("toast").textContent = ""), 4000);
}

function show(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (view === "chat") readCurrent();
}

/** Puts a value into the message box, where the member can still look at it. */
function insert(value) {
  show("chat");
  compose.value = compose.value.trim() ? `${compose.value.trimEnd()} ${value}` : value;
  grow();
  compose.focus();
}

async function copy(value) {
  try {
    await navigator.clipboard.writeText(value);
    toast(words("copied", { value }));
  } catch {
    insert(value); // no clipboard here: then straight into the message box
  }
}

const mailbox = new Mailbox({ copy, insert, toast });
const current = () => chats.get(chosen[channel]);
const openedAt = Date.now();
/** Whether it happened while one was looking, and not before the page was opened. */
const isNews = (event) => event.at * 1000 > openedAt;
const isVisible = () => document.body.dataset.view === "chat" || innerWidth >= 1000;

function setBadge(badge, count) {
  badge.hidden = !count;
  badge.textContent = count ? String(count) : "";
}

function countUnread() {
  let all = 0;
  for (const name of CHANNELS) {
    const mine = [...chats.values()].filter((chat) => chat.channel === name);
    const unread = mine.reduce((sum, chat) => sum + chat.unread, 0);
    setBadge(find(`tab-${name}`).querySelector(".unread"), unread);
    all += unread;
  }
  setBadge(document.querySelector('.views [data-view="chat"] .unread'), all);
}

function readCurrent() {
  if (current() && isVisible()) current().unread = 0;
  countUnread();
  listChats();
}

// --- the conversation ----------------------------------------------------------------------

function draw(message) {
  return bubble(message, { channel, onTap: tap, onResend: (one) => send(one.text) });
}

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
  find("latest").hidden = true;
}

function drawAll() {
  const chat = current();
  log.setAttribute("aria-live", "off"); // a chat that is opened is not news
  const messages = chat ? [...chat.messages.values()] : [];
  log.replaceChildren(...messages.map(draw));
  if (!messages.length) {
    log.append(element("p", { className: "empty" }, words(`empty_${channel}`)));
  }
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  find("typing").hidden = true;
  drawStarters();
  drawCommands();
  toEnd();
}

function drawStarters() {
  const begun = current()?.messages.size;
  const texts = channel === "telegram" ? [["/start", words("start")]] : [[words("hello"), words("hello")]];
  const buttons = texts.map(([text, title]) => {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => send(text));
    return button;
  });
  find("starters").replaceChildren(...(begun ? [] : buttons));
}

function drawCommands() {
  const known = commands.get(currentLanguage()) ?? commands.get("") ?? [];
  const shown = channel === "telegram" && known.length > 0;
  find("commands-button").hidden = !shown;
  if (!shown) toggleCommands(false);
  find("commands").replaceChildren(
    ...known.map((one) => {
      const name = element("b", {}, `/${one.command}`);
      const button = element("button", { type: "button" }, name, ` ${one.description}`);
      button.addEventListener("click", () => {
        toggleCommands(false);
        send(`/${one.command}`);
      });
      return button;
    }),
  );
}

function toggleCommands(open) {
  find("commands").hidden = !open;
  find("commands-button").setAttribute("aria-expanded", String(open));
}

function listChats() {
  const select = find("chats");
  const mine = [...chats.values()].filter((chat) => chat.channel === channel);
  const options = mine.map((chat) => {
    const unread = chat.unread ? ` (${chat.unread})` : "";
    const text = `${chat.name} · …${chat.address.slice(-4)}${unread}`;
    return element("option", { value: chat.id, selected: chat.id === chosen[channel] }, text);
  });
  select.replaceChildren(...options);
  select.hidden = mine.length === 0;
  select.disabled = mine.length < 2;
}

function redraw(message) {
  const shown = log.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (shown) shown.replaceWith(draw(message));
}

// --- what the member does ------------------------------------------------------------------

async function openChat() {
  const chat = await post("/sandbox/chats", { channel, language: currentLanguage() });
  choose(chat.id);
  return chat.id;
}

/** The id of the chosen chat; the first message opens one, even if sent twice in a hurry. */
async function chatId() {
  if (chosen[channel]) return chosen[channel];
  opening[channel] ??= openChat().finally(() => (opening[channel] = null));
  return opening[channel];
}

function choose(id) {
  chosen[channel] = id;
  listChats();
  readCurrent();
  drawAll();
}

async function send(text) {
  toEnd();
  try {
    await post(`/sandbox/chats/${await chatId()}/messages`, { text });
    return true;
  } catch {
    toast(words("notSent"));
    return false;
  }
}

async function sendComposed() {
  const text = compose.value;
  if (!text.trim()) return;
  compose.value = "";
  grow();
  if (!(await send(text))) compose.value = text;
}

async function tap(message, data, button) {
  button.classList.add("busy");
  try {
    await post(`/sandbox/chats/${message.chat}/taps`, { id: message.id, data });
  } catch {
    button.classList.remove("busy");
    toast(words("notSent"));
  }
}

function grow() {
  compose.rows = Math.min(5, compose.value.split("\n").length + Math.floor(compose.value.length / 42));
}

function showChannel(name) {
  channel = name;
  find("phone").dataset.channel = name;
  find("screen").setAttribute("aria-labelledby", `tab-${name}`);
  for (const one of CHANNELS) {
    find(`tab-${one}`).setAttribute("aria-selected", String(one === name));
    find(`tab-${one}`).tabIndex = one === name ? 0 : -1;
  }
  find("presence").textContent = words(name === "whatsapp" ? "online" : "bot");
  listChats();
  readCurrent();
  drawAll();
}

// --- what happens --------------------------------------------------------------------------

const happenings = {
  chat(event) {
    const known = chats.get(event.id);
    chats.set(event.id, { ...event, messages: known?.messages ?? new Map(), unread: known?.unread ?? 0 });
    if (!known && !opening[event.channel]) chosen[event.channel] ??= event.id;
    listChats();
  },
  message(event) {
    const chat = chats.get(event.chat);
    const message = { ...event };
    chat.messages.set(message.id, message);
    if (event.author === "bot") answered(chat);
    if (chat !== current()) {
      if (event.author === "bot" && isNews(event)) chat.unread += 1;
      countUnread();
      return;
    }
    const follows = isAtEnd() || event.author === "member";
    if (chat.messages.size === 1) drawAll();
    else log.append(draw(message));
    if (event.author === "bot" && isNews(event) && !isVisible()) chat.unread += 1;
    countUnread();
    if (follows) toEnd();
    else find("latest").hidden = false;
  },
  change(event) {
    const chat = chats.get(event.chat);
    const message = chat.messages.get(event.id);
    if (!message) return;
    const { text, entities, buttons, status } = event;
    if (status) message.status = status === "delivered" && isAnswered(chat, message) ? "read" : status;
    if (text !== undefined) Object.assign(message, { text, entities, edited: true });
    if (buttons !== undefined) message.buttons = buttons;
    if (chat === current()) redraw(message);
  },
  delete(event) {
    const chat = chats.get(event.chat);
    chat.messages.delete(event.id);
    if (chat === current()) log.querySelector(`[data-id="${CSS.escape(event.id)}"]`)?.remove();
  },
  typing(event) {
    if (event.chat !== chosen[channel]) return;
    find("typing").hidden = false;
    clearTimeout(happenings.typing.timer);
    happenings.typing.timer = setTimeout(() => (find("typing").hidden = true), TYPING_MS);
  },
  tap_answered(event) {
    for (const button of document.querySelectorAll(".keyboard .busy")) button.classList.remove("busy");
    if (event.text && isNews(event)) toast(event.text);
  },
  commands(event) {
    commands.set(event.language, event.commands);
    drawCommands();
  },
  mail(event) {
    mailbox.add(event, isNews(event));
  },
};

/** Whether the assistant said something after the member's `message`. */
function isAnswered(chat, message) {
  if (message.author !== "member") return message.status === "read";
  const all = [...chat.messages.values()];
  return all.slice(all.indexOf(message)).some((one) => one.author === "bot");
}

/** An answer shows that the assistant has read what came before it. */
function answered(chat) {
  if (chat === current()) find("typing").hidden = true;
  for (const message of chat.messages.values()) {
    if (message.author !== "member" || message.status !== "delivered") continue;
    message.status = "read";
    if (chat === current()) redraw(message);
  }
}

function reset() {
  chats.clear();
  chosen.whatsapp = chosen.telegram = null;
  mailbox.clear();
  countUnread();
  listChats();
  drawAll();
}

function setLive(now) {
  live = now;
  find("live").textContent = words(now ? "assistantLive" : "assistantGone");
  find("live").dataset.live = String(now);
}

// --- wiring --------------------------------------------------------------------------------

function changeLanguage(wanted) {
  speak(wanted);
  localStorage.setItem("language", wanted);
  showChannel(channel);
  setLive(live);
  mailbox.draw();
  showPeople(find("samples"), insert);
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => changeLanguage(button.dataset.language));
}
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => show(button.dataset.view));
}
for (const name of CHANNELS) {
  const tab = find(`tab-${name}`);
  tab.addEventListener("click", () => showChannel(name));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = CHANNELS.find((one) => one !== name);
    showChannel(other);
    find(`tab-${other}`).focus();
  });
}
find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendComposed();
});
compose.addEventListener("input", grow);
compose.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendComposed();
});
find("chats").addEventListener("change", (event) => choose(event.target.value));
find("new-chat").addEventListener("click", async () => {
  try {
    await openChat();
    compose.focus();
  } catch {
    toast(words("notSent"));
  }
});
find("commands-button").addEventListener("click", () => toggleCommands(find("commands").hidden));
find("composer").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || find("commands").hidden) return;
  toggleCommands(false);
  find("commands-button").focus();
});
find("latest").addEventListener("click", toEnd);
log.addEventListener("scroll", () => {
  if (isAtEnd()) find("latest").hidden = true;
});

changeLanguage(localStorage.getItem("language") ?? "id");
show("chat");
follow({
  onEvent: (event) => happenings[event.kind]?.(event),
  onReset: reset,
  onLive: setLive,
});
