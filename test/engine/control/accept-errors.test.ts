import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tellAcceptErrors } from "../../../src/engine/control/accept-errors.ts";
import type { Notice } from "../../../src/engine/control/notice.ts";

let server: Server;
let at: number;
let told: Notice[];

beforeEach(async () => {
	at = 1_000_000;
	told = [];
	const now = () => at;
	server = tellAcceptErrors(createServer(), "the socket", now, (notice) => told.push(notice));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
});

afterEach(() => server.close());

const fail = (code: string) =>
	server.emit("error", Object.assign(new Error(`accept ${code}`), { code }));

test("a connection that could not be taken ends nothing, and is told with what to do", () => {
	expect(fail("EMFILE")).toBe(true);
	expect(told).toEqual([
		{
			what: "the control plane could not take a connection on the socket (EMFILE)",
			remedy: expect.stringContaining("ulimit -n"),
		},
	]);
});

test("however many there are, one a minute is told", () => {
	for (let n = 0; n < 1000; n++) fail("EMFILE");
	at += 59_999;
	fail("ENFILE");
	expect(told).toHaveLength(1);
	at += 1;
	fail("ENFILE");
	expect(told.map(({ what }) => /\((\w+)\)/.exec(what)?.[1])).toEqual(["EMFILE", "ENFILE"]);
});

test("a clock that was set back keeps nobody quiet", () => {
	fail("EMFILE");
	at -= 3_600_000;
	fail("EMFILE");
	expect(told).toHaveLength(2);
});
