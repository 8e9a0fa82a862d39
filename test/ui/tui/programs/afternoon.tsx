// The control room over an afternoon that does not end, for terminals: `afternoon here|attached`.
// SWITCHING shows an open switch; ATTACH holds the words of the program that attaching runs, as JSON.
import { startControlRoom } from "../../../../src/ui/tui/start.tsx";
import { afternoon, NOW, openSwitch, testClient } from "../fixtures.ts";

const begun = Date.now();
const client = testClient(
	afternoon(process.env.SWITCHING ? { openSwitch: openSwitch() } : {}),
	process.argv[2] === "here" ? { kind: "here" } : { kind: "attached", pid: 4121 },
);
const words = JSON.parse(process.env.ATTACH ?? "null") as string[] | null;
client.attachCommand = () => words;
client.pause = async (all) => {
	client.store.setState(({ state, ...rest }) => ({
		...rest,
		state: { ...state, dispatch: { paused: true, all, since: NOW } },
	}));
	return { kind: "done" };
};

const { quit } = await startControlRoom(client, {
	demo: false,
	readonly: false,
	ascii: "auto",
	fps: 15,
	banner: null,
	env: process.env,
	now: () => NOW + Date.now() - begun,
});
process.stdout.write(`ended by ${quit}\n`);
process.exit();
