import { describe, expect, test } from "vitest";
import { decideRelaunch } from "../../src/engine/decide/relaunch.ts";
import { localClient } from "../../src/engine/local-client.ts";
import type { Event } from "../../src/state/events.ts";
import { type PoolRig, poolRig } from "./pool/rig.ts";

function opened() {
	const rig = poolRig();
	const poked: string[] = [];
	const client = localClient({ ...rig.parts, poke: (loop) => poked.push(loop) }, rig.pool);
	return { rig, client, poked };
}

/** The process ends, as the watcher would say it. */
function end({ parts, session }: PoolRig, name: string, how: "exit" | "death"): void {
	const incarnation = session(name).incarnation?.id ?? "";
	parts.recorder.commit({ type: "session.ended", session: name, incarnation, how, note: null });
}

test("a preview shows the rows of the pane without the secrets in them", async () => {
	const { rig, client } = opened();
	await rig.up("ccl-0");
	rig.machine.rows = ["$ env", "TOKEN=sk-ant-oat01-abcdefghijkl", "$ "];
	expect(await client.preview("ccl-0", 3)).toEqual(["$ env", "TOKEN=[secret]", "$"]);
});

describe("a restart by hand", () => {
	test("releases a session that its operator left, and wakes the watcher", async () => {
		const { rig, client, poked } = opened();
		await rig.up("ccl-0");
		end(rig, "ccl-0", "exit");
		expect(rig.session("ccl-0").state).toBe("stopped");
		expect(await client.restart("ccl-0")).toEqual({ kind: "done" });
		expect(rig.session("ccl-0").state).toBe("unknown");
		expect(poked).toEqual(["session-watcher"]);
	});

	test.each(["quarantined", "parked"] as const)(
		"of one that is %s forgets its deaths",
		async (state) => {
			const { rig, client } = opened();
			await rig.up("ccl-0");
			end(rig, "ccl-0", "death");
			const aside: Event = { type: "session.set-aside", session: "ccl-0", state, note: "died" };
			rig.parts.recorder.commit(aside);
			expect(await client.restart("ccl-0")).toEqual({ kind: "done" });
			expect(rig.session("ccl-0")).toMatchObject({ state: "unknown", note: null, deaths: [] });
		},
	);

	test("of one that runs is refused, and names how to stop it", async () => {
		const { rig, client, poked } = opened();
		await rig.up("ccl-0");
		expect(await client.restart("ccl-0")).toEqual({
			kind: "refused",
			why: "it is running; stop it first",
			remedy: "claude-failover stop ccl-0",
		});
		expect([rig.session("ccl-0").state, poked]).toEqual(["idle", []]);
	});

	test("of one that is not kept alive starts it as well, once", async () => {
		const { rig, client } = opened();
		await rig.up("ccl-0");
		end(rig, "ccl-0", "exit");
		const { kind, project, move } = rig.session("ccl-0");
		const as = { kind, project, move, keepAlive: false };
		rig.parts.recorder.commit({ type: "session.registered", session: "ccl-0", ...as });
		const wouldStart = () =>
			decideRelaunch(rig.parts.recorder.state(), rig.session("ccl-0"), false, rig.clock.now()).kind;
		expect(await client.restart("ccl-0")).toEqual({ kind: "done" });
		expect(wouldStart()).toBe("launch");
		rig.machine.end(rig.machine.panes[0]?.pid ?? 0, 0);
		await rig.up("ccl-0");
		end(rig, "ccl-0", "death");
		expect(wouldStart()).toBe("none");
	});

	test.each(["nobody", "__proto__", "constructor"])("of %s is refused", async (name) => {
		expect(await opened().client.restart(name)).toMatchObject({ kind: "refused" });
	});
});

describe("a refresh", () => {
	test("wakes all loops that read, once for whoever asks at the same time", async () => {
		const { client, poked } = opened();
		expect(await client.refresh()).toEqual({ kind: "done" });
		await client.refresh();
		expect(poked).toEqual(["spool-reader", "session-watcher", "dispatcher", "quota-monitor"]);
	});
});
