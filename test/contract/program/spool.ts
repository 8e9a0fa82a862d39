import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One payload as a hook or the status line got it. */
export interface Payload {
	readonly home: string;
	readonly pid: number;
	readonly body: Readonly<Record<string, unknown>>;
}

/** The hooks that the product listens to. */
export const spooledHooks: readonly string[] = [
	"SessionStart",
	"UserPromptSubmit",
	"PermissionRequest",
	"Stop",
	"StopFailure",
	"SessionEnd",
];

/** Two lines about the process, then the payload; put in place by rename, so never half there. */
const script = `#!/bin/sh
part=$(mktemp "$1/.part-XXXXXX") || exit 0
{ printf '%s\\n%s\\n' "$CLAUDE_CONFIG_DIR" "$CLAUDE_PID"; cat; } > "$part"
case $2 in
statusline) mv "$part" "$1/statusline"; echo ready ;;
*) mv "$part" "$1/hook-$(date +%s%N)-$$" ;;
esac
`;

/** Writes the settings by which one launch drops its payloads into a directory of its own. */
export function writeSpoolSettings(dir: string): string {
	mkdirSync(dir, { recursive: true });
	const path = join(dir, "spool.sh");
	writeFileSync(path, script);
	chmodSync(path, 0o755);
	const command = (kind: string) => ({ type: "command", command: `'${path}' '${dir}' ${kind}` });
	const hooks = spooledHooks.map((name) => [name, [{ hooks: [command("hook")] }]]);
	const settings = {
		tui: "default",
		autoContinueAtUsageLimit: false,
		skipDangerousModePermissionPrompt: true,
		statusLine: { ...command("statusline"), refreshInterval: 1 },
		hooks: Object.fromEntries(hooks),
	};
	const file = join(dir, "settings.json");
	writeFileSync(file, JSON.stringify(settings));
	return file;
}

/** The hook payloads so far, in order. */
export function readHooks(dir: string): Payload[] {
	const names = readdirSync(dir).filter((name) => name.startsWith("hook-"));
	return names.sort().map((name) => readPayload(join(dir, name)));
}

/** The last status line payload, if one has come. */
export function readStatusline(dir: string): Payload | undefined {
	return readdirSync(dir).includes("statusline") ? readPayload(join(dir, "statusline")) : undefined;
}

function readPayload(path: string): Payload {
	const [home = "", pid = "", ...rest] = readFileSync(path, "utf8").split("\n");
	return { home, pid: Number(pid), body: JSON.parse(rest.join("\n")) };
}
