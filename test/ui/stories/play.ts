import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { widthOf } from "../../../src/ui/tui/present/line.ts";
import { stories } from "./stories.ts";
import type { Story, Way } from "./story.ts";
import { openStories, type StoryRoom, type StoryStage } from "./terminal.ts";

const NAMED: Readonly<Record<string, string>> = {
	enter: "Enter",
	esc: "Escape",
	tab: "Tab",
	"shift-tab": "BTab",
	up: "Up",
	down: "Down",
	left: "Left",
	right: "Right",
	home: "Home",
	end: "End",
	pageup: "PPage",
	pagedown: "NPage",
	backspace: "BSpace",
	delete: "DC",
	space: "Space",
};

/** A key as tmux sends it. */
function sent(key: string): readonly string[] {
	const named = NAMED[key];
	if (named !== undefined) return [named];
	return key.startsWith("ctrl-") ? [key.replace("ctrl-", "C-")] : ["-l", key];
}

/** Plays every story in a real terminal of that size. */
export function playStories(stage: Omit<StoryStage, "link">): void {
	for (const link of ["attached", "here"] as const) {
		describe(`${link}, ${stage.columns}x${stage.rows}`, () => {
			let room: StoryRoom;
			beforeAll(async () => {
				room = await openStories({ ...stage, link });
				await room.begun();
			}, 120_000);
			afterAll(() => room.end());
			const wanted = stories.filter((s) => (s.context === "quit") === (link === "here"));
			test.each(wanted.map((story) => [story.name, story] as const))(
				"%s",
				async (_, story) => {
					await room.next();
					await play(room, story);
					if (story.size !== null) await room.resize(stage.columns, stage.rows);
					if (story.whole) await expectWhole(room, stage);
				},
				240_000,
			);
		});
	}
}

async function play(room: StoryRoom, story: Story): Promise<void> {
	const { path, size, before, key, after, sees, gone, mess, ends } = story;
	if (size !== null) await room.resize(...size);
	await go(room, path);
	if (mess) await room.mess();
	await room.says(before);
	if (ends) {
		await room.press(...sent(key));
		await room.ended();
		return;
	}
	const shown = (screen: string) => sees.test(screen) && gone?.test(screen) !== true;
	const already = (await room.rows()).join("\n");
	expect(shown(already), "what the key is to show is there already").toBe(false);
	await room.press(...sent(key));
	await room.press(...after);
	await room.shows(`${sees}${gone === null ? "" : ` and not ${gone}`}`, shown);
}

async function go(room: StoryRoom, way: Way): Promise<void> {
	let keys: string[] = [];
	for (const step of way) {
		if (typeof step === "string") keys.push(step);
		else {
			await room.press(...keys);
			await room.says(step);
			keys = [];
		}
	}
	await room.press(...keys);
}

/** A frame fills the terminal and no more: its first and its last row are where they belong. */
async function expectWhole(room: StoryRoom, { columns, rows }: Omit<StoryStage, "link">) {
	const drawn = await room.rows();
	expect(drawn).toHaveLength(rows);
	expect(drawn[0]).toMatch(/^ claude-failover/);
	for (const row of drawn) expect(widthOf(row)).toBeLessThanOrEqual(columns);
}
