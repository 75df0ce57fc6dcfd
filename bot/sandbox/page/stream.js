// What happens in the sandbox, live: without gap and without repeat, over any broken line.

const PAUSES_MS = [500, 1000, 2000, 4000];

/**
 * Follows the journal. Every event reaches `onEvent` exactly once and in order; `onReset` says
 * that the sandbox began anew and everything shown must go; `onLive` tells whether we listen.
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
      onReset();
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

/** Calls the member's side of the sandbox; throws when it was not taken. */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.status === 204 ? {} : answer.json();
}
