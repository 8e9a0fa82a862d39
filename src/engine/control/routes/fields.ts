import * as z from "zod";
import { LONGEST_LINE, whyNotTyped } from "../../claude/typed-line.ts";

/** A project: its key in ids of tasks, or the absolute path of its folder. */
export const PROJECT = z.string().min(1).max(4096);

/** The absolute path of a folder. */
export const FOLDER = z.string().startsWith("/").max(4096);

/** A moment that a clock can show (epoch ms). */
export const TIME = z.number().int().positive().max(8.64e15);

/** The name of an account or of a session. */
export const NAME = z.string().min(1).max(120);

/** Some sessions by their names. */
export const SESSIONS = z.array(NAME).min(1).max(500);

/** What a task is called in the queue. */
export const TITLE = z.string().min(1).max(200);

/** What the file of a task is called. */
export const FILE_NAME = z.string().min(1).max(255);

/** One line that is typed into a session as a prompt. */
export const LINE = z
	.string()
	.min(1)
	.max(LONGEST_LINE)
	.refine((line) => whyNotTyped(line) === null, {
		error: ({ input }) => `it cannot be typed: ${whyNotTyped(String(input)) ?? "no reason"}`,
	})
	.describe("Plain text without line ends; one that begins with /, ! or # is refused");
