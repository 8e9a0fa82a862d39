import type { Login } from "./login.ts";

const ALIASES: Record<string, string> = {
	opus: "claude-opus-5-5",
	sonnet: "claude-sonnet-5-5",
	haiku: "claude-haiku-4-5",
	default: "claude-opus-5-5",
};

/** The model's id; without a flag a token account gets Sonnet, the others Opus (seen on 2.1.330). */
export function modelOf(wanted: string | null, login: Login): string {
	if (wanted === null) return ALIASES[login.kind === "token" ? "sonnet" : "opus"] ?? "";
	return ALIASES[wanted] ?? wanted;
}

/** "Opus 5.5". */
export function modelName(id: string): string {
	const words = id.replace(/^claude-/, "").split("-");
	const name = words[0] ?? id;
	return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${words.slice(1).join(".")}`.trim();
}
