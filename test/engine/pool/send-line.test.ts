import { describe, expect, test } from "vitest";
import { sendLine } from "../../../src/engine/pool/send-line.ts";
import { poolRig } from "./rig.ts";

const NAME = "ccl-0";
const LINE = "Run the tests again.";

async function opened() {
	const rig = poolRig();
	await rig.up(NAME);
	const pane = rig.machine.panes[0];
	if (pane === undefined) throw new Error("it has no pane");
	const shows = (rows: readonly string[], over: object = {}): void => {
		rig.machine.screens.set(pane.id, rows);
		const cursor = { x: 2, y: 1 };
		rig.machine.panes = [{ ...pane, cursor, ...over }];
	};
	shows(["─".repeat(40), "❯\u00a0", "─".repeat(40)]);
	const incarnation = rig.session(NAME).incarnation?.id ?? "";
	const begins = (): void => {
		const turn = { session: NAME, incarnation, promptId: "p-1", nonce: null };
		rig.parts.recorder.commit({ type: "turn.started", ...turn });
	};
	const send = (line = LINE) => sendLine(rig.parts, rig.pool, NAME, line);
	return { rig, send, shows, begins };
}

/** Lets what waits for the clock reach its wait, then lets that end. */
async function later(rig: Awaited<ReturnType<typeof opened>>["rig"], ms: number): Promise<void> {
	await rig.clock.advance(ms);
}

describe("a line for an idle session", () => {
	test("is typed once and accepted as soon as its turn begins", async () => {
		const { rig, send, begins } = await opened();
		const reply = send();
		await later(rig, 10);
		begins();
		expect(await reply).toEqual({ kind: "accepted" });
		expect(rig.machine.pasted).toEqual([LINE]);
	});

	test("is on record before it is typed, without what it says", async () => {
		const { rig, send, begins } = await opened();
		const reply = send();
		await later(rig, 10);
		begins();
		await reply;
		const { recent } = rig.parts.recorder.store.getState();
		const typed = recent.findIndex(({ event }) => event.type === "session.line-typed");
		expect(typed).toBeGreaterThan(-1);
		expect(JSON.stringify(recent)).not.toContain(LINE);
	});

	test("without a turn within ten seconds is not known to have arrived", async () => {
		const { rig, send } = await opened();
		const reply = send();
		await later(rig, 10_001);
		expect(await reply).toMatchObject({
			kind: "unconfirmed",
			why: "it was typed, and no turn began within 10 s",
			remedy: expect.stringContaining("look before you send it again"),
		});
	});

	test("of which tmux does not tell whether it was typed is not typed again", async () => {
		const { rig, send } = await opened();
		rig.machine.pasteAnswer = { kind: "failed", why: "tmux did not answer in 10000 ms" };
		expect(await send()).toMatchObject({ kind: "unconfirmed" });
		expect(rig.machine.pasted).toEqual([LINE]);
	});

	test("keeps everything else away from the session until it is known", async () => {
		const { rig, send, begins } = await opened();
		const reply = send();
		await later(rig, 10);
		expect(await rig.pool.exclusively(NAME, async () => "done")).toBeNull();
		begins();
		await reply;
		expect(await rig.pool.exclusively(NAME, async () => "done")).toBe("done");
	});
});

describe("nothing is typed", () => {
	test("where text stands in the input box", async () => {
		const { rig, send, shows } = await opened();
		shows(["─".repeat(40), "❯ half a thought", "─".repeat(40)], { cursor: { x: 16, y: 1 } });
		expect(await send()).toMatchObject({ kind: "refused", why: expect.stringContaining("empty") });
		expect(rig.machine.pasted).toEqual([]);
	});

	test("while somebody types in it", async () => {
		const { rig, send, shows } = await opened();
		shows(["─".repeat(40), "❯\u00a0"], { attached: 1, typedAt: rig.clock.now() - 2_000 });
		expect(await send()).toMatchObject({ kind: "refused" });
		expect(rig.machine.pasted).toEqual([]);
	});

	test.each(["/exit", "!ls", "#note", "a\nb", "\u0003", "\ud800", " ", "x".repeat(901)])(
		"of what is no plain line: %j",
		async (line) => {
			const { rig, send } = await opened();
			expect(await send(line)).toMatchObject({ kind: "refused" });
			expect(rig.machine.pasted).toEqual([]);
		},
	);

	test("into a session that is not there, or not running", async () => {
		const { rig } = await opened();
		expect(await sendLine(rig.parts, rig.pool, "nobody", LINE)).toMatchObject({
			why: "there is no session of that name",
		});
		expect(await sendLine(rig.parts, rig.pool, "ccl-auto-11", LINE)).toMatchObject({
			why: "it is not running",
		});
	});
});
