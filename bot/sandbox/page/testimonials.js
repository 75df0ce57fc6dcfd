// What a moderator would do: read what members want to say in public, and let it show or not.

import { button, element, find, toast } from "./dom.js";
import { post } from "./stream.js";
import { words } from "./words.js";

const SOON_MS = 1_000;
const MOST_STARS = 5;

let waiting = [];
let timer = 0;

/** Fetches what waits for a decision and shows it. */
export async function showTestimonials() {
  try {
    waiting = await (await fetch("/sandbox/testimonials")).json();
  } catch {
    waiting = [];
  }
  drawTestimonials();
}

/** The same soon, once for many calls: what the assistant says may mean that one was given. */
export function showTestimonialsSoon() {
  clearTimeout(timer);
  timer = setTimeout(showTestimonials, SOON_MS);
}

export function drawTestimonials() {
  const none = element("li", { className: "empty" }, words("noTestimonials"));
  find("testimonials").replaceChildren(...(waiting.length ? waiting.map(card) : [none]));
}

function card(given) {
  const stars = "★".repeat(given.stars) + "☆".repeat(MOST_STARS - given.stars);
  const head = element("h3", {}, `${given.name} ${stars}`);
  const story = element("p", { className: "story", dir: "auto" }, given.text);
  const steps = element("div", { className: "steps", role: "group" });
  steps.setAttribute("aria-label", words("moderate", { name: given.name }));
  steps.append(
    button(words("to_approved"), () => decide(given, true, steps)),
    button(words("to_rejected"), () => decide(given, false, steps)),
  );
  return element("li", {}, head, story, steps);
}

async function decide(given, approve, steps) {
  for (const each of steps.children) each.disabled = true;
  try {
    await post(`/sandbox/testimonials/${given.number}`, { approve });
    toast(words(approve ? "testimonialShown" : "testimonialHidden", { name: given.name }));
  } catch (error) {
    toast(error.message);
  }
  await showTestimonials();
}
