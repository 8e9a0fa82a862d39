/**
 * The effective configuration: what the rest of the program reads. It is readonly, every default is
 * filled in, every path is absolute, every duration is in milliseconds and every ratio is 0..1.
 * `load.ts` is the only maker of it; the names in the YAML file are the same in snake_case.
 */

import type { AccountKind, MovePolicy } from "../../state/model.ts";

export type PermissionMode =
	| "acceptEdits"
	| "auto"
	| "bypassPermissions"
	| "dontAsk"
	| "manual"
	| "plan";
export type Severity = "info" | "warning" | "critical";

export interface AccountConfig {
	readonly name: string;
	/** The private home of the account: `CLAUDE_CONFIG_DIR` of its processes. */
	readonly home: string;
	readonly kind: AccountKind;
	/** Lower is preferred; equal ones in the order of the file. */
	readonly priority: number;
	readonly enabled: boolean;
	readonly model: string | null;
	/** Local soft caps in messages; 0 is none. */
	readonly limits: { readonly hourlyMsgs: number; readonly weeklyMsgs: number };
	/** Where the secret of a token or key account is; the secret itself is never in the config. */
	readonly tokenEnv: string | null;
	readonly tokenFile: string | null;
	/** Plain variables for the processes of this account; never secrets. */
	readonly env: Readonly<Record<string, string>>;
}

export interface DedicatedConfig {
	readonly name: string;
	readonly project: string;
	readonly move: MovePolicy;
	readonly keepAlive: boolean;
	/** Name of the account that the session is pinned to. */
	readonly account: string | null;
	readonly model: string | null;
	readonly permissionMode: PermissionMode | null;
}

/** Sessions `<prefix><first>` to `<prefix><first + max - 1>`: see `autonomousNames`. */
export interface AutonomousConfig {
	readonly prefix: string;
	readonly first: number;
	readonly min: number;
	readonly max: number;
	readonly idleStopMs: number;
	/** What the machine must have free to start one more (bytes); 0: it is not looked at. */
	readonly memoryPerSession: number;
	/** What the sessions offer to tasks that ask for it. */
	readonly capabilities: readonly string[];
	readonly model: string | null;
	readonly permissionMode: PermissionMode | null;
}

export interface PoolConfig {
	/** The one real `projects/` tree; the other shared directories lie beside it. */
	readonly sharedProjectsDir: string;
	readonly dedicated: readonly DedicatedConfig[];
	readonly autonomous: AutonomousConfig | null;
}

export interface ProjectConfig {
	readonly path: string;
	/** Lower is served first. */
	readonly priority: number;
	/** So many of its tasks run at once; 0: any number. */
	readonly maxRunning: number;
	/** The operator's consent to skip Claude's trust dialog in this directory. */
	readonly trusted: boolean;
}

export interface LinksConfig {
	readonly required: readonly string[];
	readonly optional: readonly string[];
}

export interface QuotaConfig {
	/** At least five minutes, whatever the file says. */
	readonly pollIntervalMs: number;
	readonly threshold5h: number;
	readonly thresholdWeek: number;
	readonly reactivateCooldownMs: number;
}

export interface SwitchConfig {
	readonly policy: "auto" | "ask" | "off";
	readonly strategy: "active-standby" | "spread";
	readonly failback: "never" | "idle";
	/** Inactivity, not age: a tool in flight is activity. */
	readonly drainTimeoutMs: number;
	readonly drainMaxMs: number;
	readonly drainPolicy: "leave" | "force";
	/** Highest used ratio of a candidate's 5-hour window in a threshold switch. */
	readonly candidateMax: number;
	readonly minDwellMs: number;
	readonly maxPerHour: number;
	/** An account that is reset so soon is waited for where that is cheaper than a switch; 0: never. */
	readonly waitForResetMs: number;
	readonly crossAccountResume: "ask" | "copy" | "refuse";
}

export interface DispatchConfig {
	readonly context: "fresh" | "keep";
	/** Models that a task's front matter may select. */
	readonly models: readonly string[];
	readonly retries: number;
	readonly backoffMs: number;
	readonly submitTimeoutMs: number;
	readonly blockedRescanMs: number;
}

export interface CheckpointConfig {
	readonly dir: string;
	readonly intervalMs: number;
	/** Checkpoints kept for each session. */
	readonly keep: number;
}

export interface JanitorConfig {
	readonly doneArchiveAgeMs: number;
	readonly checkpointAgeMs: number;
	readonly staleMarkerAgeMs: number;
	/** Without a sign of life for so long a working session is stalled; a tool in flight is given four times that. */
	readonly stalledAfterMs: number;
	/** What is done with a stalled autonomous session, beside telling. */
	readonly stalled: "notify" | "restart";
}

/** A secret by reference: at most one of the two is set. */
export interface SecretSource {
	readonly env: string | null;
	readonly file: string | null;
}

export interface TelegramConfig {
	readonly botToken: SecretSource;
	readonly chatId: string;
	readonly minSeverity: Severity;
}

export interface WebhookConfig {
	readonly name: string;
	/** An https address, or where it is kept when the address itself is the secret. */
	readonly url: string | null;
	readonly urlSecret: SecretSource;
	/** Sent as a bearer token when set. */
	readonly token: SecretSource;
	readonly minSeverity: Severity;
}

export interface LogShippingConfig {
	readonly url: string;
	readonly format: "jsonl" | "loki";
	readonly token: SecretSource;
	readonly intervalMs: number;
}

export interface NotifyConfig {
	readonly desktop: boolean;
	readonly telegram: TelegramConfig | null;
	readonly webhook: readonly WebhookConfig[];
	readonly logShipping: LogShippingConfig | null;
	/** Local time in minutes of the day; only `critical` is sent inside; `from > to` spans midnight. */
	readonly quietHours: { readonly fromMinute: number; readonly toMinute: number } | null;
}

export type ListenConfig =
	| { readonly kind: "unix" }
	| { readonly kind: "tcp"; readonly host: "127.0.0.1" | "::1"; readonly port: number };

/** A token that TCP clients may show. */
export interface TokenConfig {
	readonly name: string;
	readonly scope: "read" | "dispatch" | "admin";
	readonly source: SecretSource;
}

export interface McpHttpConfig {
	/** `tcp` opens TCP beside the unix socket, which is always there. */
	readonly listen: ListenConfig;
	readonly bearerTokenEnv: string | null;
	/** Further tokens, each with what its holder may do. */
	readonly tokens: readonly TokenConfig[];
	readonly enableTrigger: boolean;
}

export interface ClaudeConfig {
	/** A bare name is looked up in PATH; anything else is absolute. */
	readonly path: string;
	readonly model: string | null;
	readonly permissionMode: PermissionMode | null;
	/** Names of variables that a session inherits; a trailing `*` matches a prefix. */
	readonly envPass: readonly string[];
	/** Null: never SIGKILL, ask a person. */
	readonly forceKillAfterMs: number | null;
}

export interface UiConfig {
	readonly ascii: "auto" | boolean;
	/** Most frames drawn in a second. */
	readonly fps: number;
	/** Lines in the place of a screen. */
	readonly screenReader: boolean;
	/** Keys of the control room's acts in the place of its own; the control room says what is wrong with them. */
	readonly keys: Readonly<Record<string, readonly string[]>>;
}

export interface Config {
	readonly accounts: readonly AccountConfig[];
	readonly pool: PoolConfig;
	/** Those of the file, then the dedicated sessions' projects that it does not name. */
	readonly projects: readonly ProjectConfig[];
	readonly links: LinksConfig;
	readonly quota: QuotaConfig;
	readonly switch: SwitchConfig;
	readonly dispatch: DispatchConfig;
	readonly checkpoint: CheckpointConfig;
	readonly janitor: JanitorConfig;
	readonly notify: NotifyConfig;
	readonly mcpHttp: McpHttpConfig;
	readonly claude: ClaudeConfig;
	/** `default` is the operator's own tmux server. */
	readonly tmux: { readonly socket: string };
	readonly ui: UiConfig;
	readonly source: { readonly file: string | null };
	readonly paths: { readonly stateDir: string; readonly runtimeDir: string };
}

/** Names of all autonomous sessions that this pool can have, in order. */
export function autonomousNames(pool: Pick<PoolConfig, "autonomous">): readonly string[] {
	const auto = pool.autonomous;
	if (auto === null) return [];
	return Array.from({ length: auto.max }, (_, index) => `${auto.prefix}${auto.first + index}`);
}
