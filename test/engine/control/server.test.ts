import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type ControlServer, serveControl } from "../../../src/engine/control/server.ts";
import { call, socketPlace } from "./call.ts";
import { type Fixture, fixtureClient } from "./fixture-client.ts";

const open: ControlServer[] = [];

function serve(socketPath: string, fixture: Fixture = fixtureClient()): Promise<ControlServer> {
	const { client, now } = fixture;
	return serveControl({ client, socketPath, version: "9.9.9", pid: 1, now }).then((server) => {
		open.push(server);
		return server;
	});
}

afterEach(async () => {
	for (const server of open.splice(0)) await server.close();
});

describe("the socket", () => {
	test("has mode 0600 in a directory of mode 0700, and the umask is as before", async () => {
		const path = socketPlace();
		const before = process.umask();
		await serve(path);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
		expect(process.umask()).toBe(before);
	});

	test("goes away with the server", async () => {
		const path = socketPlace();
		const server = await serve(path);
		await server.close();
		expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
		await server.close();
	});

	test("that a dead process left behind is replaced", async () => {
		const path = socketPlace();
		mkdirSync(dirname(path), { mode: 0o700 });
		await leaveSocket(path);
		await serve(path);
		expect((await call(path, "/livez")).status).toBe(200);
	});

	test("that answers is left alone", async () => {
		const path = socketPlace();
		await serve(path);
		await expect(serve(path)).rejects.toMatchObject({ code: "in-use" });
		expect((await call(path, "/livez")).status).toBe(200);
	});

	test("is refused in place of a file", async () => {
		const path = socketPlace();
		mkdirSync(dirname(path), { mode: 0o700 });
		writeFileSync(path, "precious");
		await expect(serve(path)).rejects.toMatchObject({ code: "not-a-socket" });
	});

	test.each([0o750, 0o705, 0o770])("is refused in a directory of mode %o", async (mode) => {
		const path = socketPlace();
		mkdirSync(dirname(path));
		chmodSync(dirname(path), mode);
		await expect(serve(path)).rejects.toMatchObject({ code: "unsafe-directory" });
	});

	test("is refused below a directory that everybody may change", async () => {
		const shared = mkdtempSync(join(tmpdir(), "shared-"));
		chmodSync(shared, 0o777);
		const path = join(shared, "run", "control.sock");
		await expect(serve(path)).rejects.toMatchObject({ code: "unsafe-directory" });
		chmodSync(shared, 0o1777);
		await serve(path);
	});

	test("is refused in a directory that is a symbolic link", async () => {
		const base = mkdtempSync(join(tmpdir(), "c-"));
		mkdirSync(join(base, "real"), { mode: 0o700 });
		symlinkSync(join(base, "real"), join(base, "run"));
		const refused = serve(join(base, "run", "control.sock"));
		await expect(refused).rejects.toMatchObject({ code: "unsafe-directory" });
	});

	test("with a path that no socket address holds is refused with its length", async () => {
		const path = join(tmpdir(), "x".repeat(120), "control.sock");
		const length = String(Buffer.byteLength(path));
		await expect(serve(path)).rejects.toMatchObject({ code: "path-too-long" });
		await expect(serve(path)).rejects.toThrow(length);
	});
});

/** A socket file whose server is gone without having removed it. */
async function leaveSocket(path: string): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const server = createServer();
	const moved = `${path}.live`;
	server.listen(moved, resolve);
	await promise;
	const { renameSync } = await import("node:fs");
	renameSync(moved, path);
	await new Promise((done) => server.close(done));
}
