import * as z from "zod";
import { formatDuration, parseDuration } from "../durations.ts";
import { nearest } from "../nearest.ts";
import { expandPath, type PathContext } from "../paths.ts";
import type { Wrong } from "../problem.ts";
import { shown } from "../text/shown.ts";

/** Kinds of values in the file. Each reads one scalar and says itself what is wrong with it. */

export type Read<T> = (raw: unknown) => { readonly value: T } | Wrong;

/** Reports a problem at this place, or at `path` below it, from inside a transform. */
export function report(ctx: z.RefinementCtx, wrong: Wrong, path: PropertyKey[] = []): void {
	ctx.addIssue({ code: "custom", message: wrong.what, params: { remedy: wrong.remedy }, path });
}

/** The same where the transform has nothing to give: `return reject(…)`. */
export function reject(ctx: z.RefinementCtx, wrong: Wrong, path: PropertyKey[] = []): never {
	report(ctx, wrong, path);
	return z.NEVER;
}

/** A value that `read` understands; `type` is what the documentation calls it. */
export function scalar<T>(type: string, read: Read<T>) {
	return z
		.unknown()
		.transform((raw, ctx): T => {
			if (raw === undefined) {
				return reject(ctx, { what: "missing", remedy: `add it: ${type}` });
			}
			const result = read(raw);
			return "value" in result ? result.value : reject(ctx, result);
		})
		.meta({ type });
}

/** A text of the given form. */
export function text(type: string, form: RegExp, remedy: string) {
	return scalar<string>(type, (raw) => {
		const fits = typeof raw === "string" && form.test(raw);
		const article = /^[aeiou]/.test(type) ? "an" : "a";
		return fits ? { value: raw } : expected(`${article} ${type}`, raw, remedy);
	});
}

/** A whole number from `min` to `max`. */
export function count(min: number, max: number) {
	const type = `whole number, ${min} to ${max}`;
	return scalar<number>(type, (raw) => {
		const fits = typeof raw === "number" && Number.isInteger(raw) && raw >= min && raw <= max;
		return fits ? { value: raw } : expected(`a ${type}`, raw, "");
	});
}

/** A share above 0 and up to 1. */
export const ratio = scalar<number>("ratio above 0, up to 1", (raw) => {
	if (typeof raw === "number" && raw > 0 && raw <= 1) return { value: raw };
	const percent = Number(typeof raw === "string" ? raw.replace(/\s*%$/, "") : raw);
	const guess = percent > 1 && percent <= 100 ? `write ${percent / 100}` : "write 0.90 for 90 %";
	return expected("a ratio above 0 and up to 1", raw, guess);
});

/** Read as milliseconds; the bounds are durations too. */
export function duration(min: string, max: string) {
	const least = parseDuration(min) ?? 0;
	const most = parseDuration(max) ?? 0;
	return scalar<number>("duration", (raw) => {
		const example = "write it as 30s, 5m, 12h or 2d";
		const ms = typeof raw === "string" || raw === 0 ? parseDuration(String(raw)) : null;
		if (ms === null) return expected("a duration", raw, example);
		if (ms >= least && ms <= most) return { value: ms };
		return {
			what: `${shown(raw)} is out of range`,
			remedy: `write ${formatDuration(least)} to ${formatDuration(most)}`,
		};
	});
}

const SIZE: Readonly<Record<string, number>> = { M: 1_000_000, G: 1_000_000_000 };

/** Read as bytes: `400M`, `1.5G`, or 0. */
export const memorySize = scalar<number>("size of memory", (raw) => {
	if (raw === 0) return { value: 0 };
	const match = typeof raw === "string" ? /^(\d{1,5}(?:\.\d{1,3})?)([MG])$/.exec(raw) : null;
	const unit = SIZE[match?.[2] ?? ""];
	if (unit === undefined) return expected("a size of memory", raw, "write it as 400M, 1.5G or 0");
	return { value: Math.round(Number(match?.[1]) * unit) };
});

/** true or false; yes, no, on and off are read too, as in the original daemon's files. */
export const flag = scalar<boolean>("true or false", (raw) => {
	if (typeof raw === "boolean") return { value: raw };
	const word = typeof raw === "string" ? raw.toLowerCase() : "";
	if (word === "yes" || word === "on") return { value: true };
	if (word === "no" || word === "off") return { value: false };
	return expected("true or false", raw, "");
});

export function choice<const T extends string>(...values: readonly [T, ...T[]]) {
	return scalar<T>(values.join(" | "), (raw) => {
		const found = values.find((value) => value === raw);
		if (found !== undefined) return { value: found };
		const guess = typeof raw === "string" ? nearest(raw, values) : null;
		const remedy = guess === null ? "" : `did you mean ${guess}?`;
		return expected(`one of ${values.join(", ")}`, raw, remedy);
	});
}

export function path(context: PathContext) {
	return scalar<string>("path", (raw) => {
		if (typeof raw !== "string") return expected("a path", raw, "");
		const result = expandPath(raw, context);
		return result.kind === "ok" ? { value: result.path } : result;
	});
}

export function expected(type: string, raw: unknown, remedy: string): Wrong {
	return { what: `expected ${type}, found ${shown(raw)}`, remedy };
}
