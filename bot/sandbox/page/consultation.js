// The telemedicine partner's pages: come in by a link, talk in a room, see the doctors' desk.

import { button, element, find } from "./dom.js";
import { drawDesk } from "./consultation_desk.js";
import { drawRoom, refreshRoom } from "./consultation_room.js";
import { post } from "./stream.js";
import { speak, words } from "./consultation_words.js";

const LOOK_EVERY_MS = 1500;

function begin() {
  const [, kind, key] = location.pathname.match(/^\/sandbox\/consultation\/(join|room)\/([^/]+)/) ?? [];
  speak(new URLSearchParams(location.search).get("lang") ?? navigator.language.slice(0, 2));
  if (kind === "join") drawJoin();
  else if (kind === "room") enter(key);
  else drawDesk();
}

function head(title, subtitle) {
  find("title").textContent = title;
  find("subtitle").textContent = subtitle;
  document.title = title;
}

// Coming in takes a tap: whatever shows a preview of the link must not use it up.
function drawJoin() {
  head(words("clinic"), words("demo"));
  const join = button(words("join"), () => comeIn(join), { className: "main" });
  find("main").replaceChildren(
    element(
      "section",
      { className: "card" },
      element("h2", {}, words("joinTitle")),
      element("p", { className: "hint" }, words("joinHint")),
      join,
    ),
  );
}

async function comeIn(join) {
  join.disabled = true;
  try {
    const { room } = await post(location.pathname, {});
    history.replaceState(null, "", `/sandbox/consultation/room/${room}`);
    await enter(room);
  } catch (error) {
    // A link that does not lead in will not the next time either.
    join.closest(".card").replaceChildren(element("p", { role: "alert" }, words(error.message)));
  }
}

async function enter(room) {
  const answer = await fetch(`/sandbox/consultations/${room}`);
  if (!answer.ok) {
    head(words("clinic"), words("demo"));
    complain(words("unknown"));
    return;
  }
  const told = await answer.json();
  speak(told.language);
  find("trouble").hidden = true;
  drawRoom(told, head);
  setInterval(() => look(room), LOOK_EVERY_MS);
}

async function look(room) {
  try {
    refreshRoom(await (await fetch(`/sandbox/consultations/${room}`)).json());
    find("trouble").hidden = true;
  } catch {
    complain(words("gone"));
  }
}

function complain(text) {
  find("trouble").textContent = text;
  find("trouble").hidden = false;
}

begin();
