// Elements are made, never parsed out of text: what somebody typed can't become a page.

const PROPERTIES = new Set(["value", "checked", "selected", "indeterminate", "disabled", "hidden", "open"]);

// Where a narrow screen shows a table as cards, browsers forget what it is.
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };

/** h("a.button", { href: "/", onclick: f }, "text", element, [more]) */
export function h(what, attributes, ...children) {
	const [tag, ...classes] = what.split(".");
	const element = document.createElement(tag || "div");
	if (classes.length) element.className = classes.join(" ");
	if (tag === "button") element.type = "button";
	if (ROLES[tag]) element.role = ROLES[tag];
	if (attributes !== null && typeof attributes === "object" && !isChild(attributes)) {
		for (const [name, value] of Object.entries(attributes)) set(element, name, value);
	} else {
		children.unshift(attributes);
	}
	append(element, children);
	return element;
}

export const card = (title, ...rest) => h("section.card", h("h2", title), rest);

export function append(element, children) {
	for (const child of children.flat(Infinity)) {
		if (child !== null && child !== undefined && child !== false) {
			element.append(child instanceof Node ? child : String(child));
		}
	}
}

export function fill(element, ...children) {
	element.replaceChildren();
	append(element, children);
	return element;
}

/** As `fill`, but what is as it was stays, with its focus and a press that is just being made. */
export function merge(element, ...children) {
	const next = children.flat(Infinity).filter(Boolean);
	next.forEach((node, i) => {
		const old = element.children[i];
		if (!old) element.append(node);
		else if (!old.isEqualNode(node)) old.replaceWith(node);
	});
	while (element.children.length > next.length) element.lastChild.remove();
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes, ...children) {
	const element = document.createElementNS(SVG, tag);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
	append(element, children);
	return element;
}

let last = 0;
export const newId = () => `e${++last}`;

/** Says something to whoever can't see it change, and shows it for a while. */
export function say(text, kind = "good") {
	const place = document.getElementById("said");
	place.replaceChildren();
	const note = h(`p.${kind}`, text);
	place.append(note);
	setTimeout(() => note.remove(), kind === "bad" ? 12000 : 5000);
}

function set(element, name, value) {
	if (value === null || value === undefined || value === false) return;
	if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
	else if (PROPERTIES.has(name)) element[name] = value;
	else if (name === "class") element.className = `${element.className} ${value}`.trim();
	else element.setAttribute(name, value === true ? "" : value);
}

function isChild(value) {
	return value instanceof Node || Array.isArray(value);
}
