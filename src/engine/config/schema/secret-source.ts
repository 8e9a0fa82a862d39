import type * as z from "zod";
import type { SecretSource } from "../config.ts";
import { report } from "./fields.ts";

/** Where a secret is: reports it when both a variable and a file are named. */
export function secretSource(
	ctx: z.RefinementCtx,
	name: string,
	env: string | undefined,
	file: string | undefined,
): SecretSource {
	if (env !== undefined && file !== undefined) {
		const wrong = { what: `given beside ${name}_env`, remedy: "keep one of the two" };
		report(ctx, wrong, [`${name}_file`]);
	}
	return { env: env ?? null, file: file ?? null };
}
