// One bubble: who says it, what it holds, when, how far it has come, and what can be tapped.

import { contents, inShort } from "./contents.js";
import { button, clock, element, icon, svg } from "./dom.js";
import { dressedText } from "./formatting.js";
import { words } from "./words.js";

const TICKS = {
  queued: "M12 7v5l3 2M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
  sent: "M5 12.5l4 4 9-10",
  delivered: "M2 12.5l4 4 9-10M10 15.5l1.5 1 9-10",
  read: "M2 12.5l4 4 9-10M10 15.5l1.5 1 9-10",
  failed: "M12 6v8M12 17.5v.5",
  undelivered: "M12 6v8M12 17.5v.5",
};

function ticks(status) {
  const shown = element("span", { className: `ticks ${status}`, title: words(`status_${status}`) });
  shown.append(svg(TICKS[status] ?? TICKS.sent));
  shown.append(element("span", { className: "sr" }, words(`status_${status}`)));
  return shown;
}

/**
 * One bubble. `hands` says what a tap does: onTap(message, data, button), onList(message),
 * onResend(message), onMenu(message), onQuote(id); `quoted` is the message it replies to.
 */
export function bubble(message, { channel, hands, quoted }) {
  const kind = `is-${message.type ?? "text"}`;
  const whole = element("article", { className: `bubble ${message.author} ${kind}` });
  whole.dataset.id = message.id;
  const who = words(message.author === "bot" ? "assistant" : "you");
  const author = element("span", { className: "sr" }, `${who}: `);
  const body = element("div", { className: "body" }, author);
  if (message.forwarded) body.append(forwardedMark());
  if (message.reply_to) body.append(quote(message.reply_to, quoted, hands));
  body.append(...contents(message));
  if (message.text) {
    const text = element("div", { className: "text", dir: "auto" });
    text.append(...dressedText(message, channel));
    body.append(text);
  }
  body.append(meta(message, channel), menuButton(message, hands));
  whole.append(body);
  if (message.buttons?.length) whole.append(keyboard(message, hands));
  if (message.list) whole.append(listButton(message, hands));
  if (message.author === "member" && message.status === "failed" && message.text) {
    whole.append(button(words("resend"), () => hands.onResend(message), { className: "resend" }));
  }
  return whole;
}

/** When it was said, and how far it has come. */
export function meta(message, channel) {
  const line = element("p", { className: "meta" });
  if (message.edited) line.append(`${words("edited")} `);
  const moment = new Date(message.at * 1000).toISOString();
  line.append(element("time", { dateTime: moment }, clock(message.at)));
  if (message.author === "member" || channel === "whatsapp") line.append(ticks(message.status));
  return line;
}

function menuButton(message, hands) {
  const opener = button(icon("more"), () => hands.onMenu(message), { className: "more" });
  opener.setAttribute("aria-label", words("messageMenu", { text: inShort(message) }));
  opener.setAttribute("aria-haspopup", "dialog");
  return opener;
}

function forwardedMark() {
  return element("p", { className: "forwarded" }, icon("forward"), words("forwarded"));
}

function quote(id, quoted, hands) {
  const who = quoted ? words(quoted.author === "bot" ? "assistant" : "you") : "";
  const said = quoted ? inShort(quoted) : words("goneMessage");
  const label = [element("b", {}, who), element("span", { dir: "auto" }, said)];
  return button(label, () => hands.onQuote(id), { className: "quote" });
}

function keyboard(message, hands) {
  const rows = element("div", { className: "keyboard" });
  for (const row of message.buttons) {
    const line = element("div", { className: "row" });
    for (const one of row) line.append(key(message, one, hands));
    rows.append(line);
  }
  return rows;
}

/** A button that tells the assistant of its tap, or one that only opens a page. */
function key(message, one, hands) {
  if (!/^https?:\/\//.test(one.url ?? "")) {
    return button(one.title, (self) => hands.onTap(message, one, self), { dir: "auto" });
  }
  const elsewhere = { href: one.url, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("a", { dir: "auto", ...elsewhere }, one.title);
}

function listButton(message, hands) {
  const opener = button([icon("list"), message.list.label], () => hands.onList(message));
  opener.setAttribute("aria-haspopup", "dialog");
  return element("div", { className: "keyboard" }, opener);
}
