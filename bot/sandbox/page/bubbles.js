// Bubbles: whatever was written is only ever put in as text, never as markup.

import { currentLanguage, words } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "code",
  blockquote: "q",
};
const MARKS = { "*": "strong", _: "em", "~": "s" };
const WHATSAPP_MARK = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u;
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;
const TICKS = {
  queued: "M12 7v5l3 2M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
  sent: "M5 12.5l4 4 9-10",
  delivered: "M2 12.5l4 4 9-10M10 15.5l1.5 1 9-10",
  read: "M2 12.5l4 4 9-10M10 15.5l1.5 1 9-10",
  failed: "M12 6v8M12 17.5v.5",
  undelivered: "M12 6v8M12 17.5v.5",
};
const SVG = "http://www.w3.org/2000/svg";

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The text as nodes: plain text, and links that open elsewhere. */
function linked(text) {
  const nodes = [];
  let position = 0;
  for (const found of text.matchAll(LINK)) {
    nodes.push(text.slice(position, found.index));
    nodes.push(
      element("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]),
    );
    position = found.index + found[0].length;
  }
  nodes.push(text.slice(position));
  return nodes;
}

/** WhatsApp's own marks: *bold*, _italic_, ~struck~. */
function marked(text) {
  const found = WHATSAPP_MARK.exec(text);
  if (!found) return linked(text);
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...linked(before), element(MARKS[found[1]], {}, ...marked(found[2])), ...marked(after)];
}

/** Telegram's entities, whose offsets count as JavaScript's strings do. */
function formatted(text, entities, from = 0, until = text.length) {
  const nodes = [];
  let position = from;
  for (const [index, one] of entities.entries()) {
    const end = one.offset + one.length;
    if (one.offset < position || end > until) continue;
    nodes.push(...linked(text.slice(position, one.offset)));
    const inner = formatted(text, entities.slice(index + 1), one.offset, end);
    nodes.push(dressed(one, inner));
    position = end;
  }
  nodes.push(...linked(text.slice(position, until)));
  return nodes;
}

function dressed(entity, inner) {
  if (entity.type === "text_link" && /^https?:\/\//.test(entity.url)) {
    const properties = { href: entity.url, target: "_blank", rel: "noopener noreferrer nofollow" };
    return element("a", properties, ...inner.map((node) => node.textContent ?? node));
  }
  return element(TAGS[entity.type] ?? "span", {}, ...inner);
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(currentLanguage(), {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}

export function svg(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

function ticks(status) {
  const shown = element("span", { className: `ticks ${status}`, title: words(`status_${status}`) });
  shown.append(svg(TICKS[status] ?? TICKS.sent));
  shown.append(element("span", { className: "sr" }, words(`status_${status}`)));
  return shown;
}

/** One bubble. `onTap(message, data)` is called for its buttons, `onResend(message)` if it failed. */
export function bubble(message, { channel, onTap, onResend }) {
  const text = element("div", { className: "text", dir: "auto" });
  text.append(
    ...(channel === "whatsapp" ? marked(message.text) : formatted(message.text, message.entities)),
  );
  const time = new Date(message.at * 1000).toISOString();
  const meta = element("p", { className: "meta" });
  if (message.edited) meta.append(`${words("edited")} `);
  meta.append(element("time", { dateTime: time }, clock(message.at)));
  if (message.author === "member" || channel === "whatsapp") meta.append(ticks(message.status));
  const author = element("span", { className: "sr" }, `${words(message.author === "bot" ? "assistant" : "you")}: `);
  const body = element("div", { className: "body" }, author, text, meta);
  const whole = element("article", { className: `bubble ${message.author}` }, body);
  whole.dataset.id = message.id;
  if (message.buttons.length) whole.append(keyboard(message, onTap));
  if (message.author === "member" && message.status === "failed") {
    const again = element("button", { type: "button", className: "resend" }, words("resend"));
    again.addEventListener("click", () => onResend(message));
    whole.append(again);
  }
  return whole;
}

function keyboard(message, onTap) {
  const rows = element("div", { className: "keyboard" });
  for (const row of message.buttons) {
    const line = element("div", { className: "row" });
    for (const one of row) {
      const button = element("button", { type: "button", dir: "auto" }, one.title);
      button.addEventListener("click", () => onTap(message, one.data, button));
      line.append(button);
    }
    rows.append(line);
  }
  return rows;
}
