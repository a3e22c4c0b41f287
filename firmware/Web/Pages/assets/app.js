import { get, remove, rememberCsrf } from "./lib/api.js";
import { append, fill, h } from "./lib/dom.js";
import { listen, start } from "./lib/live.js";
import { find, PAGES } from "./pages.js";

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const menu = document.getElementById("menu");
const door = h("p.notice.warn", { hidden: true }, "A technician's key is in: SSH as root is open. ", h("a", { href: "/update" }, "Look at it"), ".");
let leave = new AbortController();

menu.addEventListener("click", () => openMenu(!nav.classList.contains("open")));

function openMenu(open) {
	nav.classList.toggle("open", open);
	menu.setAttribute("aria-expanded", String(open));
}

function drawMenu() {
	let list = h("ul");
	append(nav, [list]);
	for (const page of PAGES) {
		if (page.group) {
			list = h("ul");
			append(nav, [h("h2", page.group), list]);
		} else if (page.menu) {
			const count = page.count && h("span.count");
			if (count) listen(page.count, (all) => (count.textContent = all.length || ""));
			append(list, [h("li", h("a", { href: page.at, "data-at": page.at }, page.menu, count))]);
		}
	}
	listen("technician", (now) => (door.hidden = !now.open));
	append(nav, [
		h("p.notice.bad.away-note", "The box does not answer at the moment; what you see may be old."),
		h("button.sign-out", { onclick: signOut }, "Sign out"),
	]);
}

async function signOut() {
	await remove("/session");
	location.assign("/sign-in");
}

/** Goes to another page without loading everything again. */
export async function go(address, { replace = false, keep = false } = {}) {
	const url = new URL(address, location.href);
	if (!keep) history[replace ? "replaceState" : "pushState"](null, "", url);
	leave.abort();
	leave = new AbortController();
	const { signal } = leave;
	const found = find(url.pathname);
	for (const link of nav.querySelectorAll("a")) {
		const here = found && link.dataset.at === (found.page.under || found.page.at);
		if (here) link.setAttribute("aria-current", "page");
		else link.removeAttribute("aria-current");
	}
	openMenu(false);
	const place = h("div");
	try {
		if (!found) throw new Error("There is no such page.");
		const module = await import(`./pages/${found.page.module}.js`);
		const title = await module.show(place, { params: found.params, query: url.searchParams, signal, go });
		if (signal.aborted) return;
		document.title = `${title} – QX200`;
	} catch (failure) {
		if (signal.aborted || failure.name === "AbortError") return;
		fill(place, h("h1", "That did not work"), h("p.notice.bad", { role: "alert" }, failure.message));
		document.title = "That did not work – QX200";
	}
	fill(main, door, place);
	performance.mark("shown");
	window.scrollTo(0, 0);
	main.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
	const link = event.target.closest?.("a[href]");
	if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
	const url = new URL(link.href);
	if (url.origin !== location.origin || link.target || link.hasAttribute("download") || !find(url.pathname) || url.hash) return;
	event.preventDefault();
	go(url.href);
});
window.addEventListener("popstate", () => go(location.href, { keep: true }));

const session = await get("/session");
if (!session.signedIn) {
	location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
} else {
	rememberCsrf(session.csrf);
	drawMenu();
	start();
	await go(location.href, { keep: true });
}
