// Times and states, in words.

import { h } from "./dom.js";
import { boxNow } from "./live.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export const time = (iso) => clock.format(new Date(iso));

export function when(iso) {
	const at = new Date(iso);
	const today = new Date(boxNow()).toDateString() === at.toDateString();
	return today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** 75 → "1:15" */
export function span(seconds) {
	const whole = Math.max(0, Math.floor(seconds));
	const minutes = Math.floor(whole / 60);
	const two = (n) => String(n).padStart(2, "0");
	return minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export const since = (iso) => span((boxNow() - Date.parse(iso)) / 1000);
export const until = (iso) => span((Date.parse(iso) - boxNow()) / 1000);

/** Calls `tick` every second until the page is left. */
export function everySecond(tick, signal) {
	const timer = setInterval(tick, 1000);
	signal.addEventListener("abort", () => clearInterval(timer));
	tick();
}

export const LAMPS = { off: "idle", on: "busy", early: "ringing", ready: "ready" };
export const lamp = (state, words) => h("span.row", h(`span.lamp.${state}`, { "aria-hidden": "true" }), h("span", words || LAMPS[state]));
export const pill = (kind, words) => h(`span.pill.${kind}`, words);

export const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;
