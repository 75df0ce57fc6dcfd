// What happens in the sandbox, live: without gap and without repeat, over any broken line.

const PAUSES_MS = [500, 1000, 2000, 4000];

/**
 * Follows the journal. Every event reaches `onEvent` exactly once and in order; `onReset(until)`
 * says that the sandbox began anew and everything shown must go, and that events up to the number
 * `until` are no news; `onLive` tells whether we listen.
 */
export function follow({ onEvent, onReset, onLive }) {
  let last = "";
  let seen = 0;
  let failures = 0;

  function connect() {
    const source = new EventSource(`/sandbox/events?after=${encodeURIComponent(last)}`);
    source.onopen = () => {
      failures = 0;
      onLive(true);
    };
    source.addEventListener("reset", (message) => {
      last = message.lastEventId;
      seen = 0;
      onReset(JSON.parse(message.data).until ?? 0);
    });
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      if (event.seq <= seen) return;
      seen = event.seq;
      last = message.lastEventId;
      onEvent(event);
    };
    source.onerror = () => {
      // The browser gives up after an error answer; so the retry is ours.
      source.close();
      onLive(false);
      const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
      failures += 1;
      setTimeout(connect, pause);
    };
  }

  connect();
}

/** Calls the member's side of the sandbox; throws when it was not taken, with why if it said. */
export async function post(path, body) {
  const isForm = body instanceof FormData;
  const headers = isForm ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(path, {
    method: "POST",
    headers,
    body: isForm ? body : JSON.stringify(body),
  });
  if (answer.ok) return answer.status === 204 ? {} : answer.json();
  throw new Error(await reason(answer));
}

async function reason(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text || String(answer.status);
  }
}
