// What the box tells by itself: who waits, who talks, who is registered, and that settings have changed.

const KINDS = ["parked", "calls", "registrations", "accounts", "lines", "lamps", "settings", "technician"];
const heard = {};
const listeners = new Map();
let source;
let still = false;
let offset = 0;

/** The box's own time: the browser's clock may be wrong. */
export const boxNow = () => Date.now() + offset;

/** Calls `told` with the newest of `kind`, now and whenever it changes, until the page is left. */
export function listen(kind, told, signal) {
	if (!listeners.has(kind)) listeners.set(kind, new Set());
	listeners.get(kind).add(told);
	signal?.addEventListener("abort", () => listeners.get(kind).delete(told));
	if (heard[kind] !== undefined) told(heard[kind]);
}

/**
 * A browser has six connections to a box without HTTP/2, and each open page would keep one: so only pages that are
 * looked at listen.
 */
export function start() {
	open();
	document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
	addEventListener("pagehide", close);
	addEventListener("pageshow", open);
}

/** For good: who is not signed in any more is told nothing. */
export function stop() {
	still = true;
	close();
	document.documentElement.classList.remove("away");
}

function close() {
	source?.close();
	source = undefined;
}

function open() {
	if (source || still || document.hidden) return;
	source = new EventSource("/api/v1/events");
	source.addEventListener("time", (event) => (offset = Date.parse(JSON.parse(event.data)) - Date.now()));
	for (const kind of KINDS) {
		source.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data)));
	}
	source.addEventListener("bye", () => location.reload());
	source.onopen = () => document.documentElement.classList.remove("away");
	source.onerror = () => {
		document.documentElement.classList.add("away");
		if (source?.readyState === EventSource.CLOSED) {
			close();
			setTimeout(open, 3000);
		}
	};
}

function tell(kind, what) {
	heard[kind] = what;
	for (const told of listeners.get(kind) || []) told(what);
}
