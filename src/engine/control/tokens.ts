import { createHash, timingSafeEqual } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { McpHttpConfig, SecretSource } from "../config/config.ts";
import type { Caller } from "./http/access.ts";
import type { Scope } from "./http/route.ts";
import type { Notice } from "./notice.ts";

/** Shorter ones can be guessed: 32 characters of hexadecimal digits are 128 bit. */
const SHORTEST = 32;
const LONGEST = 4096;

const REMEDY = "write the output of `openssl rand -hex 32` there";

/** A token that opens the TCP door; only its hash is kept. */
export interface Token {
	readonly name: string;
	readonly scope: Scope;
	readonly hash: Buffer;
}

export interface Tokens {
	readonly tokens: readonly Token[];
	/** Why the others let nobody in. */
	readonly troubles: readonly Notice[];
}

/** Reads the tokens of the configuration. One that is missing, short or open to others lets nobody in. */
export function readTokens(
	{ bearerTokenEnv, tokens, enableTrigger }: McpHttpConfig,
	environment: Readonly<Record<string, string | undefined>>,
): Tokens {
	const one = {
		name: "bearer",
		scope: "admin",
		source: { env: bearerTokenEnv, file: null },
	} as const;
	const wanted = [...(bearerTokenEnv === null ? [] : [one]), ...tokens];
	const read = wanted.map(({ name, scope, source }) => ({
		name,
		scope: enableTrigger ? scope : ("read" as const),
		secret: secretOf(source, environment),
	}));
	return {
		tokens: read.flatMap(({ name, scope, secret }) =>
			typeof secret === "string" ? [{ name, scope, hash: hashOf(secret) }] : [],
		),
		troubles: read.flatMap(({ name, secret }) =>
			typeof secret === "string" ? [] : [{ ...secret, what: `the token ${name} ${secret.what}` }],
		),
	};
}

/** Who shows this Authorization header. Takes the same time whichever token is shown. */
export function callerOf(
	tokens: readonly Token[],
	authorization: string | undefined,
): Caller | null {
	const shown = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
	if (shown === undefined) return null;
	const hash = hashOf(shown);
	const fitting = tokens.filter((token) => timingSafeEqual(token.hash, hash));
	const [token] = fitting;
	return token === undefined ? null : { name: token.name, scope: token.scope };
}

function hashOf(secret: string): Buffer {
	return createHash("sha256").update(secret).digest();
}

function secretOf(
	{ env, file }: SecretSource,
	environment: Readonly<Record<string, string | undefined>>,
): string | Notice {
	const place = env === null ? (file ?? "") : `the variable ${env}`;
	const text = env === null ? readPrivate(place) : (environment[env] ?? "");
	if (typeof text !== "string") return text;
	const secret = text.trim();
	if (secret === "") return { what: `is not in ${place}`, remedy: REMEDY };
	if (secret.length >= SHORTEST && /^\S+$/.test(secret)) return secret;
	const what = `in ${place} has under ${SHORTEST} characters, or blanks in it`;
	return { what, remedy: REMEDY };
}

/** The text of a file that is ours alone. */
function readPrivate(path: string): string | Notice {
	let handle: number | null = null;
	try {
		handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		const stats = fstatSync(handle);
		const wrong = { remedy: `make it a file of your own with mode 0600 (chmod 600 ${path})` };
		if (!stats.isFile()) return { what: `is in no regular file (${path})`, ...wrong };
		if (stats.uid !== process.getuid?.())
			return { what: `is in a file of another user (${path})`, ...wrong };
		if ((stats.mode & 0o077) !== 0) return { what: `can be read by others (${path})`, ...wrong };
		if (stats.size > LONGEST)
			return { what: `is in a file of over ${LONGEST} bytes (${path})`, ...wrong };
		return readFileSync(handle, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? String(error);
		return { what: `cannot be read (${path}: ${code})`, remedy: REMEDY };
	} finally {
		if (handle !== null) closeSync(handle);
	}
}
