// The control room over the same pool again and again: SIGTERM ends one story, the next has the next number.
import { appendFileSync } from "node:fs";
import { startControlRoom } from "../../../src/ui/tui/start.tsx";
import { NOW } from "../tui/fixtures.ts";
import { storyClient } from "./world.ts";

// The terminal is gone: nobody is there for another story.
process.on("SIGHUP", () => process.exit());

const [link, log = "/dev/null"] = process.argv.slice(2);

for (let story = 1000; ; story++) {
	const begun = Date.now();
	const here = link === "here" ? ({ kind: "here" } as const) : null;
	const client = storyClient(here ?? { kind: "attached", pid: story }, String(story));
	const { quit } = await startControlRoom(client, {
		demo: false,
		readonly: false,
		ascii: "auto",
		fps: 60,
		banner: null,
		env: process.env,
		now: () => NOW + Date.now() - begun,
	});
	appendFileSync(log, `${story} ${quit}\n`);
}
