import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { commands, globalOptions } from "../../../../src/ui/cli/commands/all.ts";
import { completionScript, quoted } from "../../../../src/ui/cli/completion/script.ts";
import { completionTable } from "../../../../src/ui/cli/completion/table.ts";
import { controlSocket } from "../../../../src/ui/cli/io.ts";
import { cli, daemon, freshEnv } from "../run-cli.ts";
import { HOSTILE, register } from "./hostile.ts";

const table = new Map(completionTable(commands, globalOptions));
const each = commands.map((command) => [command.name, command] as const);

const wordsOf = (lines: readonly string[] = []) => lines.map((line) => line.replace(/:.*/, ""));

describe("the table of completions", () => {
	test.each(each)("%s: each word and option of its usage can be completed", (name, command) => {
		const actions = ["", ...Object.keys(command.actions ?? {})];
		const options = actions.flatMap((action) => wordsOf(table.get(`options ${name} ${action}`)));
		const values = [...table].flatMap(([key, lines]) => {
			return key.startsWith(`takes ${name} `) || key.startsWith(`value ${name} `) ? lines : [];
		});
		const [told, said] = [/--[a-z-]+/g, /(?<![\w-])[a-z]+(?![\w-])/g].map((pattern) => {
			return [...command.usage.matchAll(pattern)].map(([word]) => word);
		});
		expect(options).toEqual(expect.arrayContaining(told ?? []));
		expect(values).toEqual(expect.arrayContaining(said ?? []));
	});

	test("has a command that was only just added, with nothing more than its row", () => {
		const row = { ...commands[0], name: "new", options: { now: { type: "boolean", help: "" } } };
		const script = completionScript("bash", ["node", "x"], [row as never], globalOptions);
		expect(script).toContain("--now");
		expect(script).toMatch(/^\t\t'takes {3}0'\) _cf_answer='new:/m);
	});

	test("asks for a session where one is named, and for files where files are added", () => {
		for (const name of ["attach", "logs", "restart", "stop", "send"]) {
			expect(table.get(`takes ${name}  0`)).toEqual(["@session"]);
		}
		expect(table.get("value switch --session")).toEqual(["@session"]);
		expect(table.get("takes queue add *")).toEqual(["@file"]);
		expect(table.get("takes queue priority 1")).toEqual(["critical", "high", "normal", "low"]);
	});
});

describe("what the table says of a command", () => {
	const options = commands.flatMap(({ name, options, actions = {} }) =>
		Object.entries(options).flatMap(([option, spec]) => {
			const others = Object.keys(actions).filter((one) => !(spec.with ?? [one]).includes(one));
			return others.map((action) => [name, action, option, spec.type] as const);
		}),
	);

	test.each(options)("%s %s refuses --%s", async (name, action, option, type) => {
		const value = type === "string" ? ["x"] : [];
		const words = Array.from(
			{ length: name === "queue" && action === "priority" ? 2 : 1 },
			() => "x",
		);
		const given = action === "list" ? [] : words;
		const { code, err } = await cli([name, action, ...given, `--${option}`, ...value]);
		expect([code, err]).toEqual([2, expect.stringContaining("does not go with")]);
	});

	const actions = commands.flatMap(({ name, actions = {} }) =>
		Object.entries(actions).map(([action, takes]) => [name, action, takes.length] as const),
	);

	test.each(actions)("%s knows %s, with %i words after it", async (name, action, many) => {
		const words = Array.from({ length: many }, (_, at) => ["x", "high"][at] ?? "x");
		const { err } = await cli([name, action, ...words]);
		expect(err).not.toMatch(/does not know|is missing|: write `|^usage/m);
	});
});

describe("the word that completions call", () => {
	test("is in no help, and lists names", async () => {
		await using running = await daemon();
		register(running.fixture, Object.values(HOSTILE));
		const { code, out, err } = await cli(["complete", "session"], running.env);
		expect([code, err]).toEqual([0, ""]);
		const { shell, words, quotes } = HOSTILE;
		expect(out.trimEnd().split("\n").sort()).toEqual(
			["ccl-10", "ccl-2", shell, quotes, words].sort(),
		);
		expect((await cli(["--help"])).out).not.toMatch(/^ {2}complete /m);
	});

	test("waits for no daemon that hangs", async () => {
		const env = freshEnv();
		const socket = controlSocket({ env, home: env.HOME ?? "" });
		mkdirSync(dirname(socket), { recursive: true });
		const hung = createServer(() => {}).listen(socket);
		await once(hung, "listening");
		expect(await cli(["complete", "session"], env)).toEqual({ code: 0, out: "", err: "" });
		hung.close();
	}, 10_000);

	test.each([["session"], ["nothing"], ["toString"]])(
		"says nothing of %s without a daemon",
		async (kind) => {
			expect(await cli(["complete", kind])).toEqual({ code: 0, out: "", err: "" });
		},
	);
});

test("text becomes one word of a shell, whatever is in it", () => {
	expect(quoted("it's $(x)")).toBe(String.raw`'it'\''s $(x)'`);
});
