import type { Config } from "./config/config.ts";
import { secretsInFiles } from "./config/secret-files.ts";
import { secretVariables } from "./config/secret-variables.ts";
import { redactSecrets } from "./config/text/secrets.ts";

/** Takes out of a text what looks like a secret. */
export type Scrub = (text: string) => string;

/** Shorter values are words, not secrets. */
const SHORTEST = 8;

/** Variables whose values are secrets, by their name. */
const SECRET_NAME = /(TOKEN|SECRET|PASSWORD|PASSPHRASE|API_KEY|ACCESS_KEY)$/i;

/** Such a variable as it is written in commands and files. */
const ASSIGNMENT =
	/\b(\w*(?:TOKEN|SECRET|PASSWORD|PASSPHRASE|API_KEY|ACCESS_KEY))=([^\s"'`;&|]{8,}|"[^"]{8,}"|'[^']{8,}')/gi;

/** The whole of a key, or what there is of it. */
const PRIVATE_KEY =
	/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

const TAKEN_OUT = "[secret]";

/**
 * What has the form of a secret, and wherever they are written the environment's own secrets and those in the files that
 * the configuration names, as they are now.
 */
export function scrubber(
	config: Pick<Config, "accounts" | "mcpHttp" | "notify">,
	environment: Readonly<Record<string, string | undefined>>,
): Scrub {
	const named = secretVariables(config);
	const variables = Object.entries(environment)
		.filter(([name]) => named.has(name) || SECRET_NAME.test(name))
		.map(([, value]) => value ?? "");
	const values = [...variables, ...secretsInFiles(config)]
		.filter((value) => value.length >= SHORTEST)
		.sort((a, b) => b.length - a.length)
		.map((value) => ({ value, form: brokenOrNot(value) }));
	return (text) => {
		let clean = text;
		for (const { value, form } of values) {
			clean = withoutBeginning(clean.replace(form, TAKEN_OUT), value);
		}
		clean = clean.replace(PRIVATE_KEY, TAKEN_OUT).replace(ASSIGNMENT, `$1=${TAKEN_OUT}`);
		return redactSecrets(clean);
	};
}

/** That value, also where a screen breaks it into rows. */
function brokenOrNot(value: string): RegExp {
	const characters = [...value].map((one) => one.replace(/[\\^$.*+?()[\]{}|]/, "\\$&"));
	return new RegExp(characters.join("(?:\\n[ \\t]*)?"), "g");
}

/** A text that is cut may end in the beginning of a secret. */
function withoutBeginning(text: string, value: string): string {
	const beginning = value.slice(0, SHORTEST);
	const at = text.lastIndexOf(beginning);
	return at >= 0 && value.startsWith(text.slice(at)) ? `${text.slice(0, at)}${TAKEN_OUT}` : text;
}

/** What a secret that fills its row leaves in the next one. */
const REST_OF_SECRET = /(?<=\[secret\]\n\s*)[\w.~+/-]{12,}/g;

/** The rows of a screen without what looks like a secret, also where one goes on in the next row. */
export function scrubRows(rows: readonly string[], scrub: Scrub): readonly string[] {
	const clean = scrub(rows.map((row) => row.trimEnd()).join("\n"));
	return clean.replace(REST_OF_SECRET, TAKEN_OUT).split("\n");
}

/** The same for every text inside a value that came from JSON; texts over `longest` are cut. */
export function scrubDeep(value: unknown, scrub: Scrub, longest: number): unknown {
	if (typeof value === "string") return cut(scrub(value), longest);
	if (Array.isArray(value)) return value.map((one) => scrubDeep(one, scrub, longest));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => [key, scrubDeep(one, scrub, longest)]),
	);
}

/** A text that says how much of it is missing. */
export function cut(text: string, longest: number): string {
	if (text.length <= longest) return text;
	return `${text.slice(0, longest)}… (${text.length - longest} more)`;
}
