// QR codes (ISO/IEC 18004): bytes, error correction level M, versions 1 to 40.

import { svg } from "./dom.js";

// Level M, by version: check words for each block, and how many blocks.
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];

/** The code as a drawing. */
export function qr(text, title) {
	const dark = modules(new TextEncoder().encode(text));
	const size = dark.length;
	let path = "";
	dark.forEach((row, y) => row.forEach((on, x) => on && (path += `M${x} ${y}h1v1h-1z`)));
	return svg("svg", { class: "qr", viewBox: `-4 -4 ${size + 8} ${size + 8}`, role: "img", "aria-label": title, "shape-rendering": "crispEdges" },
		svg("path", { d: `M-4-4h${size + 8}v${size + 8}h-${size + 8}z`, fill: "#fff" }), svg("path", { d: path, fill: "#000" }));
}

/** Rows of true (dark) and false. */
export function modules(bytes) {
	const version = versionFor(bytes.length);
	const size = version * 4 + 17;
	const grid = Array.from({ length: size }, () => Array(size).fill(false));
	const fixed = Array.from({ length: size }, () => Array(size).fill(false));
	drawFixed(grid, fixed, version, size);
	drawWords(grid, fixed, words(bytes, version), size);
	let best;
	for (let mask = 0; mask < 8; mask++) {
		const tried = grid.map((row, y) => row.map((on, x) => on !== (!fixed[y][x] && MASKS[mask](x, y))));
		drawFormat(tried, fixed, mask, size);
		const cost = penalty(tried, size);
		if (!best || cost < best.cost) best = { cost, tried };
	}
	return best.tried;
}

const MASKS = [
	(x, y) => (x + y) % 2 === 0,
	(x, y) => y % 2 === 0,
	(x) => x % 3 === 0,
	(x, y) => (x + y) % 3 === 0,
	(x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
	(x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
	(x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
	(x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function rawWords(version) {
	let bits = (16 * version + 128) * version + 64;
	if (version >= 2) {
		const along = Math.floor(version / 7) + 2;
		bits -= (25 * along - 10) * along - 55;
		if (version >= 7) bits -= 36;
	}
	return Math.floor(bits / 8);
}

const dataWords = (version) => rawWords(version) - CHECKS[version - 1] * BLOCKS[version - 1];

function versionFor(length) {
	for (let version = 1; version <= 40; version++) {
		if (length + (version < 10 ? 2 : 3) <= dataWords(version)) return version;
	}
	throw new Error("That is too long for a QR code.");
}

/** Data with its check words, dealt out over the blocks. */
function words(bytes, version) {
	const bits = [];
	const push = (value, count) => {
		for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
	};
	push(4, 4);
	push(bytes.length, version < 10 ? 8 : 16);
	for (const byte of bytes) push(byte, 8);
	const room = dataWords(version) * 8;
	push(0, Math.min(4, room - bits.length));
	while (bits.length % 8) bits.push(0);
	for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) push(pad, 8);
	const data = [];
	for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));

	const checks = CHECKS[version - 1];
	const count = BLOCKS[version - 1];
	const raw = rawWords(version);
	const short = count - (raw % count);
	const length = Math.floor(raw / count) - checks;
	const divisor = generator(checks);
	const blocks = [];
	for (let i = 0, at = 0; i < count; i++) {
		const block = data.slice(at, (at += length + (i < short ? 0 : 1)));
		blocks.push({ block, check: remainder(block, divisor) });
	}
	const out = [];
	for (let i = 0; i <= length; i++) for (const { block } of blocks) if (i < block.length) out.push(block[i]);
	for (let i = 0; i < checks; i++) for (const { check } of blocks) out.push(check[i]);
	return out;
}

function times(a, b) {
	let product = 0;
	for (let i = 7; i >= 0; i--) {
		product = (product << 1) ^ ((product >> 7) * 0x11d);
		if ((b >> i) & 1) product ^= a;
	}
	return product;
}

function generator(degree) {
	const result = Array(degree).fill(0);
	result[degree - 1] = 1;
	for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
		for (let j = 0; j < degree; j++) result[j] = times(result[j], root) ^ (result[j + 1] || 0);
	}
	return result;
}

function remainder(data, divisor) {
	const result = Array(divisor.length).fill(0);
	for (const byte of data) {
		const factor = byte ^ result.shift();
		result.push(0);
		divisor.forEach((by, i) => (result[i] ^= times(by, factor)));
	}
	return result;
}

function drawFixed(grid, fixed, version, size) {
	const put = (x, y, on) => {
		if (x < 0 || y < 0 || x >= size || y >= size) return;
		grid[y][x] = on;
		fixed[y][x] = true;
	};
	for (let i = 0; i < size; i++) {
		put(6, i, i % 2 === 0);
		put(i, 6, i % 2 === 0);
	}
	for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
		for (let dy = -4; dy <= 4; dy++) {
			for (let dx = -4; dx <= 4; dx++) {
				const ring = Math.max(Math.abs(dx), Math.abs(dy));
				put(cx + dx, cy + dy, ring !== 2 && ring !== 4);
			}
		}
	}
	const places = alignments(version, size);
	places.forEach((cy, i) => places.forEach((cx, j) => {
		const last = places.length - 1;
		if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
		for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) put(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
	}));
	if (version >= 7) {
		let rest = version;
		for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
		const bits = (version << 12) | rest;
		for (let i = 0; i < 18; i++) {
			const on = Boolean((bits >> i) & 1);
			const a = size - 11 + (i % 3);
			const b = Math.floor(i / 3);
			put(a, b, on);
			put(b, a, on);
		}
	}
	drawFormat(grid, fixed, 0, size);
}

function alignments(version, size) {
	if (version === 1) return [];
	const count = Math.floor(version / 7) + 2;
	const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
	const places = [6];
	for (let at = size - 7; places.length < count; at -= step) places.splice(1, 0, at);
	return places;
}

/** Level M is 0 in the format bits. */
function drawFormat(grid, fixed, mask, size) {
	let rest = mask;
	for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
	const bits = ((mask << 10) | rest) ^ 0x5412;
	const put = (x, y, i) => {
		grid[y][x] = Boolean((bits >> i) & 1);
		fixed[y][x] = true;
	};
	for (let i = 0; i <= 5; i++) put(8, i, i);
	put(8, 7, 6);
	put(8, 8, 7);
	put(7, 8, 8);
	for (let i = 9; i < 15; i++) put(14 - i, 8, i);
	for (let i = 0; i < 8; i++) put(size - 1 - i, 8, i);
	for (let i = 8; i < 15; i++) put(8, size - 15 + i, i);
	grid[size - 8][8] = true;
	fixed[size - 8][8] = true;
}

function drawWords(grid, fixed, data, size) {
	let i = 0;
	for (let right = size - 1; right >= 1; right -= 2) {
		if (right === 6) right = 5;
		for (let vertical = 0; vertical < size; vertical++) {
			for (let j = 0; j < 2; j++) {
				const x = right - j;
				const y = ((right + 1) & 2) === 0 ? size - 1 - vertical : vertical;
				if (!fixed[y][x] && i < data.length * 8) {
					grid[y][x] = Boolean((data[i >> 3] >> (7 - (i & 7))) & 1);
					i++;
				}
			}
		}
	}
}

function penalty(grid, size) {
	let cost = 0;
	let dark = 0;
	const columns = grid[0].map((_, x) => grid.map((row) => row[x]));
	for (const lines of [grid, columns]) {
		for (const line of lines) {
			const text = line.map((on) => (on ? "1" : "0")).join("");
			for (const run of text.match(/0{5,}|1{5,}/g) || []) cost += run.length - 2;
			for (const finder of ["10111010000", "00001011101"]) {
				for (let at = text.indexOf(finder); at >= 0; at = text.indexOf(finder, at + 1)) cost += 40;
			}
		}
	}
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			if (grid[y][x]) dark++;
			if (x && y && grid[y][x] === grid[y - 1][x] && grid[y][x] === grid[y][x - 1] && grid[y][x] === grid[y - 1][x - 1]) cost += 3;
		}
	}
	return cost + Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size)) * 10;
}
