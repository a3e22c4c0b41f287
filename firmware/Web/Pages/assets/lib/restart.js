// Starts the program anew, and waits until it is there again.

import { post } from "./api.js";
import { fill, h } from "./dom.js";
import { ask } from "./form.js";
import { listen } from "./live.js";
import { plural } from "./words.js";

export function restartCard(signal) {
  const due = h("div");
  const calls = h("p.hint");
  const button = h("button.danger", { type: "button", onclick: restart }, "Restart…");
  let talking = 0;
  listen("settings", (now) => fill(due, now.restartNeeded && h("p.notice.warn", "Addresses or ports have been changed: they count after a restart.")), signal);
  listen("calls", (now) => {
    talking = now.length;
    calls.textContent = talking ? `${plural(talking, "call is", "calls are")} in progress and would be ended.` : "Nobody is telephoning at the moment.";
  }, signal);

  async function restart() {
    const sure = await ask({
      title: "Restart now?",
      body: h("p", talking ? `${plural(talking, "call", "calls")} will be ended. Telephones are known again at once.` : "It takes a few seconds. Telephones are known again at once."),
      yes: "Restart",
    });
    if (!sure) return;
    button.disabled = true;
    button.textContent = "Restarting…";
    await post("/restart", {});
    await back();
    location.reload();
  }

  return h("section.card", h("h2", "Restart"), due, h("p", "Ends all calls and starts the program anew."), calls, h("div.actions", button));
}

async function back() {
  let gone = false;
  for (let i = 0; i < 120; i++) {
    await new Promise((later) => setTimeout(later, 500));
    try {
      const answer = await fetch("/api/v1/session", { cache: "no-store" });
      if (answer.ok && (gone || i > 8)) return;
    } catch {
      gone = true;
    }
  }
}
