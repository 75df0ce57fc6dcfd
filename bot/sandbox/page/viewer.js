// A picture, large.

import { element } from "./dom.js";
import { openSheet } from "./sheets.js";
import { words } from "./words.js";

export function enlarge(address, name, caption) {
  const picture = element("img", { src: address, alt: caption || name || words("photo") });
  const nodes = [picture];
  if (caption) nodes.push(element("p", { className: "caption", dir: "auto" }, caption));
  openSheet(name || words("photo"), nodes, { kind: "viewer" });
}
