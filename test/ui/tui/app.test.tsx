import { describe, expect, test } from "vitest";
import { queueTitle } from "../../../src/ui/tui/present/queue-row.ts";
import type { FixtureCheckpoints } from "../../engine/control/fixture-checkpoints.ts";
import { waitFor } from "../../support/wait-for.ts";
import { afternoon, NOW, openSwitch, record, session, snapshot, testClient } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const selectedRow = (frame: string) => frame.split("\n").find((row) => row.includes("▸")) ?? "";

describe.each([
	[60, 15],
	[80, 24],
	[120, 30],
	[200, 50],
] as const)("an afternoon at %ix%i", (columns, rows) => {
	test("shows the sessions, those that need a person first", async () => {
		const room = openRoom(afternoon(), { size: [columns, rows] });
		await room.says("1 Sessions (5)", "◐ waiting", "web-cart", "14:32", "? help");
		const order = room
			.rows()
			.flatMap((row) => /^.{3}[◐◔●○] \w+ +(\S+)/u.exec(row.slice(0, 60))?.[1] ?? []);
		expect(order.slice(0, 5)).toEqual([
			"web-cart",
			"infra-tf",
			"api-auth",
			"ccl-auto-11",
			"docs-refresh",
		]);
	});

	test("goes from pane to pane by number", async () => {
		const room = openRoom(afternoon(), { size: [columns, rows] });
		await room.press("2");
		await room.says("═ 2 Quota (3 accounts)", "● ok active", "88%", "2h05m", "✕ login-needed");
		await room.press("3");
		await room.says("═ 3 Queue (1 waiting, 1 running", "◐ uncertain", "rename the tables");
		await room.press("4");
		await room.says("═ 4 Events", "five_hour is sp");
		await room.press("1");
		await room.says("═ 1 Sessions");
	});
});

describe("the selection", () => {
	test("moves by two rows when two fast keys arrive as one", async () => {
		const room = openRoom(afternoon());
		await room.says("web-cart");
		await room.press("jj");
		await room.says(/▸ ● working +api-auth/);
	});

	test("goes to the ends and stays within the list", async () => {
		const room = openRoom(afternoon());
		await room.press("G", "j", "down");
		await room.says(/▸ ○ idle +docs-refresh/);
		await room.press("g", "k", "up");
		await room.says(/▸ ◐ waiting +web-cart/);
	});

	test("stays on its session when that changes, and the row holds its place after a key", async () => {
		const room = openRoom(afternoon());
		await room.press("j");
		await room.says(/▸ ◔ limited +infra-tf/);
		const before = room.rows().findIndex((row) => row.includes("▸"));
		const { state } = room.client.store.getState();
		const infra = session("infra-tf", { state: "working" });
		room.client.store.setState({
			state: { ...state, sessions: { ...state.sessions, "infra-tf": infra } },
		});
		await room.says(/▸ ● working +infra-tf/);
		expect(room.rows().findIndex((row) => row.includes("▸"))).toBe(before);
	});

	test("goes to the neighbour when its session leaves the pool", async () => {
		const room = openRoom(afternoon());
		await room.press("j");
		await room.says(/▸ ◔ limited +infra-tf/);
		const { state } = room.client.store.getState();
		const { "infra-tf": _gone, ...sessions } = state.sessions;
		room.client.store.setState({ state: { ...state, sessions } });
		await room.says("1 Sessions (4)", /▸ ● working +api-auth/);
	});
});

describe("the banners", () => {
	test("show how far an open switch is", async () => {
		const room = openRoom(afternoon({ openSwitch: openSwitch({ committedAt: NOW }) }));
		await room.says(
			"switch main → backup: 1/3 moved, 1 draining, 12 s, past the point of no return",
		);
	});

	test("say loudly that dispatch is paused", async () => {
		const room = openRoom(afternoon({ dispatch: { paused: true, all: false, since: NOW } }));
		await room.says("dispatch is PAUSED (failover goes on) since 14:32");
	});

	test("name the projects whose tasks are paused, and until when", async () => {
		const projects = {
			"/srv/shop": { since: NOW, until: NOW + 60_000 },
			"/srv/app\u001b[31m": { since: NOW, until: null },
		};
		const dispatch = { paused: false, all: false, since: null, projects };
		const room = openRoom(afternoon({ dispatch }));
		await room.says("tasks are PAUSED of: app, shop until 14:33");
		expect(queueTitle(room.client.store.getState().state)).toMatch(
			/dispatch on, 2 projects PAUSED$/,
		);
	});

	test("name `init` in the demo, and what the launcher has to say", async () => {
		const room = openRoom(afternoon(), { demo: true, banner: "config.yaml: 3:1 unknown key" });
		await room.says("`claude-failover init`", "config.yaml: 3:1 unknown key");
	});

	test("tell that the daemon is gone and for how long", async () => {
		const room = openRoom(afternoon());
		await room.says("● attached to pid 4121");
		room.client.link.setState({ kind: "lost", since: NOW - 12_000 }, true);
		await room.says("✕ daemon lost 12 s ago", "what you see is 12 s old");
	});

	test("do not go on saying that it is gone when it is back", async () => {
		const room = openRoom(afternoon());
		const { link } = room.client;
		const attached = link.getState();
		link.setState({ kind: "lost", since: NOW - 12_000 }, true);
		await room.press("s");
		await room.says("nothing can be done until it is back");
		link.setState(attached, true);
		await room.says("● attached to pid 4121");
		await room.saysNoMore("the daemon is gone");
	});
});

describe("the events", () => {
	test("follow the newest until the selection leaves it, and again after G", async () => {
		const many = Array.from({ length: 40 }, (_, n) =>
			record(n, { type: "verdict.reached", why: `look number ${n}.` }),
		);
		const client = testClient(snapshot({ recent: many }));
		const room = openRoom(client.store.getState(), { client });
		const add = (n: number) =>
			client.store.setState(({ recent }) => ({
				recent: [...recent, record(n, { type: "verdict.reached", why: `look number ${n}.` })],
			}));
		await room.press("4");
		await room.says("look number 39.", "follows");
		add(40);
		await room.says("look number 40.");
		await room.press("k", "k", "k", "k", "k", "k");
		await room.says("held, G follows");
		add(41);
		await room.says(/\d more ▾/);
		expect(room.frame()).not.toContain("look number 41.");
		await room.press("G");
		await room.says("look number 41.", "4 Events  follows");
	});
});

describe("pausing", () => {
	test("happens at once, with a toast that says what goes on", async () => {
		const room = openRoom(afternoon());
		await room.press("p");
		await room.says("dispatch is paused; failover goes on; p resumes");
		expect(room.client.calls).toEqual(["pause false"]);
	});

	test("is ended by the same key", async () => {
		const room = openRoom(afternoon({ dispatch: { paused: true, all: false, since: NOW } }));
		await room.press("p");
		await room.says("dispatch goes on");
		expect(room.client.calls).toEqual(["resume"]);
	});

	test("that fails is told, and the control room goes on", async () => {
		const client = testClient(afternoon());
		client.pause = () => Promise.reject(new Error("the socket is closed"));
		const room = openRoom(afternoon(), { client });
		await room.press("p");
		await room.says("pause failed: the socket is closed");
	});
});

describe("a read-only control room", () => {
	test("acts on nothing and says why", async () => {
		const room = openRoom(afternoon(), { readonly: true });
		await room.press("s");
		await room.says("this control room is read-only");
		await room.press("p");
		expect(room.client.calls).toEqual([]);
		expect(room.frame()).not.toContain("dry run");
	});

	test("still attaches", async () => {
		const room = openRoom(afternoon(), { readonly: true });
		await room.press("a");
		await room.says("back from web-cart");
	});
});

describe("attaching", () => {
	test("runs the client's command without our TMUX and comes back to the same screen", async () => {
		const room = openRoom(afternoon());
		await room.press("j");
		await room.says(/▸ ◔ limited +infra-tf/);
		await room.press("a");
		await room.says("back from infra-tf", /▸ ◔ limited +infra-tf/);
		expect(room.children).toEqual([
			{
				words: ["tmux", "-L", "ccl", "attach", "-t", "infra-tf"],
				env: { PATH: "/bin", TERM: "tmux-256color" },
			},
		]);
	});

	test("says when the program failed", async () => {
		const room = openRoom(afternoon(), { childCode: 1 });
		await room.press("a");
		await room.says("attaching to web-cart ended with code 1");
	});

	test("is refused with a reason when there is no pane", async () => {
		const client = testClient(afternoon());
		client.attachCommand = () => null;
		const room = openRoom(afternoon(), { client });
		await room.press("a");
		await room.says("web-cart has no live pane to attach to");
		expect(room.children).toEqual([]);
	});
});

describe("quitting", () => {
	test("is at once when a daemon goes on", async () => {
		const room = openRoom(afternoon());
		await room.press("q");
		expect(room.quits()).toBe(1);
	});

	test("asks first when supervision would stop, with the focus on Cancel", async () => {
		const client = testClient(afternoon(), { kind: "here" });
		const room = openRoom(afternoon(), { client });
		await room.press("q");
		await room.says("Supervision stops with this window; 5 sessions keep running in", "[ Cancel ]");
		await room.says("--headless");
		await room.press("enter");
		await room.saysNoMore("Supervision stops");
		expect(room.quits()).toBe(0);
		await room.press("q");
		await room.says("Supervision stops");
		await room.press("y");
		expect(room.quits()).toBe(1);
	});

	test("a second ctrl-c always quits", async () => {
		const client = testClient(afternoon(), { kind: "here" });
		const room = openRoom(afternoon(), { client });
		await room.press("s", "ctrl-c");
		await room.says("Supervision stops");
		expect(room.quits()).toBe(0);
		await room.press("ctrl-c");
		expect(room.quits()).toBe(1);
	});
});

describe("help", () => {
	test("lists the keys of the place and swallows those of the panes", async () => {
		const room = openRoom(afternoon(), { size: [80, 50] });
		await room.press("?");
		await room.says("Keys", "attach to the session", "pause or resume dispatch", "esc back");
		await room.press("p");
		expect(room.client.calls).toEqual([]);
		await room.press("esc");
		await room.saysNoMore("pause or resume dispatch");
	});

	test("scrolls when the window is low", async () => {
		const room = openRoom(afternoon(), { size: [80, 24] });
		await room.press("?");
		await room.says(/\d+ more ▾/);
		await room.press("G");
		await room.says("draw the screen again", /▴ \d+ more/);
	});
});

describe("a session", () => {
	test("opens with its facts, its pane and its events", async () => {
		const room = openRoom(afternoon());
		await room.press("j", "enter");
		await room.says("Session infra-tf", "◔ limited", "quota reached", "pid 4321 in pane %14");
		await room.says("all 14 tests pass", "2 checkpoints, the newest 9m ago", "five_hour is spent");
		await room.press("esc");
		await room.says("1 Sessions (5)");
		expect(selectedRow(room.frame())).toContain("infra-tf");
	});

	test("lists its newest checkpoints where there is room", async () => {
		const room = openRoom(afternoon(), { size: [120, 40] });
		await room.press("j", "enter");
		await room.says(
			"its checkpoints, c lists all",
			"all 14 tests pass",
			/cp-22 .*14:23:07/,
			"cp-21",
		);
		await room.press("esc", "j", "enter");
		await room.says("its checkpoints", "none yet: C takes one now");
	});

	test("without a pane says so", async () => {
		const client = testClient(afternoon());
		client.previewLines = null;
		const room = openRoom(afternoon(), { client });
		await room.press("enter");
		await room.says("no live pane");
	});
});

describe("the checkpoints", () => {
	test("are listed newest first with what is in them", async () => {
		const room = openRoom(afternoon());
		await room.press("c");
		await room.says("Checkpoints (2)", "cp-22", "14:23:07", "7f3a9c1e", "0123456", "1.1 MB");
		await room.press("j");
		await room.says("cp-21  conversation 7f3a9c1e");
		await room.press("esc");
		await room.saysNoMore("Checkpoints (2)");
	});

	test("get one more of the selected session with C, or of the open one", async () => {
		const client = testClient(afternoon());
		const { took } = client.checkpoints as FixtureCheckpoints;
		const room = openRoom(afternoon(), { client });
		await room.press("j", "C");
		await room.says(/checkpoint taken: infra-tf@/);
		await room.press("enter", "C");
		await waitFor("it to be taken again", () => took.length === 2);
		expect(took).toEqual(["infra-tf", "infra-tf"]);
	});

	test("are not taken in a read-only room", async () => {
		const client = testClient(afternoon());
		const room = openRoom(afternoon(), { client, readonly: true });
		await room.press("C");
		await room.says("this control room is read-only");
		expect((client.checkpoints as FixtureCheckpoints).took).toEqual([]);
	});

	test("that do not exist yet are explained", async () => {
		const room = openRoom(snapshot({}));
		await room.press("c");
		await room.says("no checkpoints yet");
	});
});

describe("an empty pool", () => {
	test("says what to do", async () => {
		const room = openRoom(snapshot({}), { size: [120, 30] });
		await room.says(
			"no sessions yet",
			"no accounts yet: `claude-failover init`",
			"the queue is empty",
		);
	});
});
