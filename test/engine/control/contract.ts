import type { Scope } from "../../../src/engine/control/http/route.ts";
import { ASKS, type RouteAsk } from "./asks.ts";

/** What a route promises to whoever asks it, beside the shape of its answers. */
export interface Row {
	/** Who may ask for what it does; a dry run anybody may. */
	readonly scope: Scope;
	/** The status of each of its valid asks. */
	readonly statuses: readonly number[];
	/** What is wrong with it, by the field that the answer names: a search, or a body. */
	readonly wrong: readonly (readonly [field: string, with_: string | object])[];
	/** A body with a plan that no longer holds. */
	readonly stale?: object;
	/** Largest body (KiB), where it is not 64. */
	readonly limit?: number;
}

/** Routes whose answer is no JSON. */
export const NO_JSON: ReadonlySet<string> = new Set(["GET /metrics", "GET /v1/events"]);

const looks = (...wrong: Row["wrong"]): Row => ({ scope: "read", statuses: [200], wrong });
const acts = (scope: Scope, statuses: readonly number[], ...wrong: Row["wrong"]): Row => {
	return { scope, statuses, wrong };
};

/** A row for each route of the table. */
export const CONTRACT: Readonly<Record<string, Row>> = {
	"GET /livez": looks(),
	"GET /readyz": looks(),
	"GET /v1/status": looks(),
	"GET /v1/accounts": looks(),
	"POST /v1/accounts/:name/enable": acts("admin", [200]),
	"POST /v1/accounts/:name/disable": acts("admin", [200]),
	"POST /v1/accounts/:name/drain": acts("admin", [200]),
	"GET /v1/sessions": looks(),
	"GET /v1/sessions/:name": looks(),
	"GET /v1/sessions/:name/preview": looks(
		["rows", "?rows=0"],
		["rows", "?rows=501"],
		["rows", "?rows=x"],
	),
	"GET /v1/queue": looks(),
	"POST /v1/tasks": {
		...acts("dispatch", [201], ["text", {}], ["priority", { text: "x", priority: "urgent" }]),
		limit: 512,
	},
	"GET /v1/tasks/:id": { ...looks(), statuses: [200, 200] },
	"POST /v1/tasks/:id/priority": acts("dispatch", [200], ["priority", {}]),
	"POST /v1/tasks/:id/retry": acts("dispatch", [200]),
	"POST /v1/tasks/:id/drop": acts("dispatch", [200]),
	"POST /v1/tasks/:id/done": acts("dispatch", [200]),
	"GET /v1/checkpoints": looks(["session", "?session="]),
	"GET /v1/checkpoints/:id": looks(),
	"GET /v1/checkpoints/:id/compare": looks(),
	"GET /v1/history": looks(),
	"GET /v1/explain": looks(),
	"GET /v1/janitor": looks(),
	"GET /v1/state": looks(),
	"GET /v1/events": looks(["after", "?after=-1"], ["after", "?after=x"]),
	"GET /openapi.json": looks(),
	"GET /metrics": looks(),
	"POST /v1/switch": {
		...acts(
			"admin",
			[200, 202, 202, 200],
			["to", { dryRun: true, to: 7 }],
			["to", { dryRun: true, to: "nobody" }],
			["to", { at: 1, to: "nobody" }],
			["sessions.0", { dryRun: true, sessions: [7] }],
			["sessions.0", { dryRun: true, sessions: ["nobody"] }],
			["force", { dryRun: true, force: "no" }],
			["dryRun", { dryRun: "yes" }],
			["planId", { planId: 7 }],
			["at", { at: -1 }],
			["cancel", { cancel: false }],
		),
		stale: { planId: "stale" },
	},
	"POST /v1/pause": acts(
		"admin",
		[200, 200],
		["all", { all: 1 }],
		["project", { project: "" }],
		["until", { until: -1 }],
	),
	"POST /v1/resume": acts("admin", [200, 200], ["project", { project: 7 }]),
	"POST /v1/sessions/:name/restart": acts("admin", [202]),
	"POST /v1/sessions/:name/stop": acts("admin", [200, 200], ["force", { force: "yes" }]),
	"POST /v1/sessions/:name/send": acts("admin", [200], ["line", {}], ["line", { line: "/exit" }]),
	"POST /v1/sessions/:name/checkpoint": acts("dispatch", [201]),
	"POST /v1/checkpoints/:id/restore": {
		...acts(
			"admin",
			[200, 202],
			["account", { dryRun: true, account: "nobody" }],
			["fresh", { dryRun: true, fresh: "yes" }],
			["planId", { planId: "" }],
		),
		stale: { planId: "stale" },
	},
	"POST /v1/refresh": acts("admin", [202]),
	"POST /v1/janitor": acts("admin", [200]),
};

/** The valid asks of a route. */
export function asksOf(name: string): readonly RouteAsk[] {
	return ASKS[name] ?? (NO_JSON.has(name) ? [{ path: name.replace("GET ", "") }] : []);
}

/** Who may ask for that. */
export function scopeOf({ scope }: Row, { body = {} }: RouteAsk): Scope {
	return "dryRun" in body ? "read" : scope;
}
