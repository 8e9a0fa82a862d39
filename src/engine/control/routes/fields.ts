import * as z from "zod";

/** A project: its key in ids of tasks, or the absolute path of its folder. */
export const PROJECT = z.string().min(1).max(4096);

/** The absolute path of a folder. */
export const FOLDER = z.string().startsWith("/").max(4096);

/** A moment that a clock can show (epoch ms). */
export const TIME = z.number().int().positive().max(8.64e15);
