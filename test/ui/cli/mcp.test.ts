import { describe, expect, test } from "vitest";
import { socketPlaces } from "../../../src/ui/cli/mcp.ts";

describe("the daemon that MCP is served from", () => {
	const home = "/home/op";

	test("is looked for where every command looks", () => {
		const env = { XDG_RUNTIME_DIR: "/run/user/7" };
		expect(socketPlaces({ env, home }, 7)).toEqual(["/run/user/7/claude-failover/control.sock"]);
	});

	test("is looked for in the user's runtime directory when the client did not hand that on", () => {
		expect(socketPlaces({ env: {}, home }, 7)).toEqual([
			"/home/op/.local/state/claude-failover/run/control.sock",
			"/run/user/7/claude-failover/control.sock",
		]);
	});

	test("has one place where users have no numbers", () => {
		expect(socketPlaces({ env: {}, home }, null)).toHaveLength(1);
	});
});
