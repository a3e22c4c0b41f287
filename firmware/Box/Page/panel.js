// The drawn box: shows what comes over /panel/live, and sends what hands do.

import { Box } from "./box.js";
import { Telephone } from "./telephone.js";
import { Sounds } from "./sounds.js";

const lost = document.getElementById("lost");
const news = document.getElementById("news");
const parked = document.getElementById("parked");
const complaints = document.getElementById("complaints");

let sent = Promise.resolve();

/** Orders reach the box as hands gave them: a key must not overtake the one before. */
function order(path, body) {
  sent = sent.then(() => send(path, body));
  return sent;
}

/**
 * Sends an order; what is wrong with it is shown where a person looks. What it has changed comes over /panel/live alone: the
 * answer is a state too, and shown late it would hide a newer one.
 */
async function send(path, body) {
  try {
    const answer = await fetch(`/panel/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      news.textContent = (await answer.json()).detail ?? "The box refused that.";
    }
  } catch {
    // The live connection is lost too then, and says so.
  }
}

const sounds = new Sounds(document.getElementById("sound"), document.getElementById("microphone"));
const box = new Box(order);
const telephones = [1, 2].map((line) => new Telephone(line, (body) => order(`lines/${line}`, body), sounds));

function say(text) {
  if (text && news.textContent !== text) {
    news.textContent = text;
  }
}

function show(state) {
  say(box.show(state));
  state.lines.forEach((line, i) => say(telephones[i].show(line)));
  for (const line of state.lines) {
    for (const place of document.querySelectorAll(`[data-number-of="${line.line}"]`)) {
      place.textContent = line.number || "the other telephone";
    }
  }

  const text =
    state.parked.length === 0
      ? "No call is parked."
      : `A call waits on ${state.parked.join(" and ")}: dial ${state.parked.length > 1 ? "one of them" : state.parked[0]} to take it.`;
  if (parked.textContent !== text) {
    parked.textContent = text;
    parked.classList.toggle("waiting", state.parked.length > 0);
  }

  complaints.hidden = state.complaints.length === 0;
  complaints.replaceChildren(
    ...state.complaints.map((complaint) => {
      const item = document.createElement("li");
      item.textContent = complaint;
      return item;
    }),
  );
}

let pause = 500;

function connect() {
  const socket = new WebSocket(new URL("/panel/live", location.href.replace(/^http/, "ws")));
  socket.onmessage = (message) => {
    if (!lost.hidden) {
      lost.hidden = true;
      document.body.classList.remove("gone");
      say("Connected to the box again.");
      sounds.reconnect();
    }

    pause = 500;
    document.body.dataset.connected = "yes";
    show(JSON.parse(message.data));
  };
  socket.onclose = () => {
    delete document.body.dataset.connected;
    lost.textContent = "The connection to the box is lost. Trying again ...";
    lost.hidden = false;
    document.body.classList.add("gone");
    telephones.forEach((telephone) => telephone.quiet());
    setTimeout(connect, pause);
    pause = Math.min(pause * 1.6, 5000);
  };
}

connect();
