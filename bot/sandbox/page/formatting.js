// Text as the two apps dress it: links, WhatsApp's marks, Telegram's entities.

import { element } from "./dom.js";

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
const ELSEWHERE = { target: "_blank", rel: "noopener noreferrer nofollow" };

/** The text of a message as nodes. */
export function dressedText(message, channel) {
  if (channel === "whatsapp") return marked(message.text);
  return formatted(message.text, message.entities ?? []);
}

/** The text as nodes: plain text, and links that open elsewhere. */
function linked(text) {
  const nodes = [];
  let position = 0;
  for (const found of text.matchAll(LINK)) {
    nodes.push(text.slice(position, found.index));
    nodes.push(element("a", { href: found[0], ...ELSEWHERE }, found[0]));
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
    const plain = inner.map((node) => node.textContent ?? node);
    return element("a", { href: entity.url, ...ELSEWHERE }, ...plain);
  }
  return element(TAGS[entity.type] ?? "span", {}, ...inner);
}
