import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemTmux } from "../../../src/engine/tmux/system-tmux.ts";
import type { EmptyBox, Pane } from "../../../src/engine/tmux/tmux.ts";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";

let server: PrivateTmux;
let dir: string;

beforeEach(async () => {
	server = privateTmux();
	dir = await mkdtemp(join(tmpdir(), "tmux-"));
});
afterEach(() => server.end());

const engine = (epoch: number, owner = "me") => systemTmux(server, { epoch, owner }, process.env);
type Engine = ReturnType<typeof engine>;

const LINE = `Read "/srv/it's #{pid} $HOME; "x" ä/one.md" and do it. [ccl:app.one:1]`;

/** Asks for bracketed pastes, shows an empty box, and notes every byte that it is sent. */
const box = (shown: string): string => `
stty raw -echo
printf '\\033[?2004h${shown}'
exec cat > typed
`;

async function atBox(shown = "❯ "): Promise<{ tmux: Engine; pane: Pane }> {
	const tmux = engine(1);
	await writeFile(join(dir, "box.sh"), box(shown));
	const argv = ["/bin/sh", join(dir, "box.sh")];
	await tmux.start({ name: "ccl-1", cwd: dir, argv, incarnation: "life-1" });
	const pane = await waitFor("the box", async () => {
		const list = await tmux.listPanes();
		const [only] = list.kind === "ok" ? list.panes : [];
		const rows = only === undefined ? null : await tmux.capture(only.id, 50);
		return rows?.some((row) => row.startsWith("❯")) ? only : null;
	});
	await waitFor("the program to read", () => typed().then(() => true));
	return { tmux, pane };
}

const typed = (): Promise<string> => readFile(join(dir, "typed"), "utf8");
const at = (pane: Pane, over: Partial<EmptyBox> = {}): EmptyBox => ({
	...{ pane: pane.id, pid: pane.pid, incarnation: "life-1", row: "^❯.?$", column: 2 },
	...{ untouchedSince: Date.now(), ...over },
});
/** Names of the paste buffers that the server holds. */
const buffers = (): Promise<string> => server.tmux("list-buffers", "-F", "#{buffer_name}");

describe("a pasted line", () => {
	test("arrives as one bracketed paste, byte for byte, with Enter right behind it", async () => {
		const { tmux, pane } = await atBox();
		expect(await tmux.paste(at(pane), LINE)).toEqual({ kind: "ok" });
		const bytes = await waitFor("the line", async () => (await typed()).endsWith("\r") && typed());
		expect(bytes).toBe(`\u001b[200~${LINE}\u001b[201~\r`);
		expect(await buffers()).toBe("");
	});

	test("leaves the operator's own paste buffers as they are", async () => {
		const { tmux, pane } = await atBox();
		await server.tmux("set-buffer", "the operator's");
		await tmux.paste(at(pane), LINE);
		expect(await server.tmux("show-buffer")).toBe("the operator's");
	});

	test.each([
		["another process", { pid: 1 }],
		["another process life", { incarnation: "life-2" }],
		["something else than an empty box", { row: "^❯ 1. Yes" }],
		["a box whose cursor stands elsewhere", { column: 3 }],
		["no pane any more", { pane: "%99" }],
	])("is not typed into %s", async (_what, over) => {
		const { tmux, pane } = await atBox();
		expect(await tmux.paste(at(pane, over), LINE)).toEqual({ kind: "changed" });
		expect(await typed()).toBe("");
		expect(await buffers()).toBe("");
	});

	test("is not typed while its operator reads back in the pane", async () => {
		const { tmux, pane } = await atBox();
		await server.tmux("copy-mode", "-t", pane.id);
		expect(await tmux.paste(at(pane), LINE)).toEqual({ kind: "changed" });
		expect(await typed()).toBe("");
	});

	test("is not typed below an empty box that something else quotes", async () => {
		const { tmux, pane } = await atBox("❯\\r\\n❯ half a thought\\r\\n❯ ");
		expect(await tmux.paste(at(pane), LINE)).toEqual({ kind: "changed" });
		expect(await typed()).toBe("");
	});

	test("is typed when its operator's terminal was left alone for long enough, and not before", async () => {
		const { tmux, pane } = await atBox();
		const other = privateTmux();
		try {
			const attach = `env -u TMUX TERM=screen tmux -L ${server.socket} attach -t =ccl-1`;
			await other.tmux("new-session", "-d", "-s", "terminal", "/bin/sh", "-c", attach);
			const attachedAt = await waitFor("the client", async () => {
				const list = await tmux.listPanes();
				return list.kind === "ok" ? list.panes[0]?.typedAt : null;
			});
			const since = (untouchedSince: number) => tmux.paste(at(pane, { untouchedSince }), LINE);
			expect(await since(attachedAt)).toEqual({ kind: "changed" });
			expect(await typed()).toBe("");
			expect(await since(attachedAt + 1_000)).toEqual({ kind: "ok" });
		} finally {
			await other.end();
		}
	});

	test("is not typed into a pane of somebody else", async () => {
		const { pane } = await atBox();
		expect(await engine(1, "somebody").paste(at(pane), LINE)).toEqual({ kind: "changed" });
		expect(await typed()).toBe("");
	});

	test("of an old engine is refused by the server", async () => {
		const { tmux, pane } = await atBox();
		await engine(2).claim();
		expect(await tmux.paste(at(pane), LINE)).toEqual({ kind: "fenced" });
		expect(await typed()).toBe("");
		expect(await buffers()).toBe("");
	});

	test.each([
		["two lines", "one\ntwo"],
		["a key", "one\u001b[A"],
		["more than is typed", "x".repeat(1_000)],
		["nothing", ""],
	])("is never %s", async (_what, text) => {
		const process = { pane: "%0", pid: 1, incarnation: "life-1" };
		const expected = { ...process, row: "^❯.?$", column: 2, untouchedSince: 0 };
		await expect(engine(1).paste(expected, text)).rejects.toThrow("a pasted line");
	});
});

test("a server that is gone is no line typed", async () => {
	const { tmux, pane } = await atBox();
	await server.tmux("kill-server");
	expect((await tmux.paste(at(pane), LINE)).kind).toBe("failed");
});
