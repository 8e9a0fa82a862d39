/** What a caller may ask of a route: the path, and the body of what acts. */
export interface RouteAsk {
	readonly path: string;
	readonly body?: object;
}

const CHECKPOINT = `/v1/checkpoints/${encodeURIComponent("ccl-0@2027-01-15T11-59-00.000Z")}`;

const look = (path: string): readonly RouteAsk[] => [{ path }];
const act = (path: string, ...bodies: readonly object[]): readonly RouteAsk[] =>
	(bodies.length === 0 ? [{}] : bodies).map((body) => ({ path, body }));

/** Valid calls of each route of the table, by its method and path: so many that each kind of its answers is among them. */
export const ASKS: Readonly<Record<string, readonly RouteAsk[]>> = {
	"GET /livez": look("/livez"),
	"GET /readyz": look("/readyz"),
	"GET /v1/status": look("/v1/status"),
	"GET /v1/accounts": look("/v1/accounts"),
	"POST /v1/accounts/:name/enable": act("/v1/accounts/a/enable"),
	"POST /v1/accounts/:name/disable": act("/v1/accounts/a/disable"),
	"POST /v1/accounts/:name/drain": act("/v1/accounts/a/drain"),
	"GET /v1/sessions": look("/v1/sessions"),
	"GET /v1/sessions/:name": look("/v1/sessions/ccl-0"),
	"GET /v1/sessions/:name/preview": look("/v1/sessions/ccl-0/preview?rows=2"),
	"GET /v1/queue": look("/v1/queue"),
	"POST /v1/tasks": act("/v1/tasks", { text: "Do it.", priority: "high" }),
	"GET /v1/tasks/:id": [...look("/v1/tasks/runs"), ...look("/v1/tasks/done")],
	"POST /v1/tasks/:id/priority": act("/v1/tasks/runs/priority", { priority: "low" }),
	"POST /v1/tasks/:id/retry": act("/v1/tasks/failed/retry"),
	"POST /v1/tasks/:id/drop": act("/v1/tasks/blocked/drop"),
	"POST /v1/tasks/:id/done": act("/v1/tasks/uncertain/done"),
	"GET /v1/checkpoints": look("/v1/checkpoints"),
	"GET /v1/checkpoints/:id": look(CHECKPOINT),
	"GET /v1/checkpoints/:id/compare": look(`${CHECKPOINT}/compare`),
	"GET /v1/history": look("/v1/history"),
	"GET /v1/explain": look("/v1/explain"),
	"GET /v1/janitor": look("/v1/janitor"),
	"GET /v1/state": look("/v1/state"),
	"GET /openapi.json": look("/openapi.json"),
	"POST /v1/switch": act(
		"/v1/switch",
		{ dryRun: true },
		{ planId: "plan-1" },
		{ at: Date.UTC(2030, 0) },
		{ cancel: true },
	),
	"POST /v1/pause": act("/v1/pause", { project: "/srv/app" }, { until: Date.UTC(2030, 0) }),
	"POST /v1/resume": act("/v1/resume", {}, { project: "/srv/paused" }),
	"POST /v1/sessions/:name/restart": act("/v1/sessions/ccl-12/restart"),
	"POST /v1/sessions/:name/stop": act("/v1/sessions/ccl-0/stop", {}, { force: true }),
	"POST /v1/sessions/:name/send": act("/v1/sessions/ccl-0/send", { line: "Go on." }),
	"POST /v1/sessions/:name/checkpoint": act("/v1/sessions/ccl-0/checkpoint"),
	"POST /v1/checkpoints/:id/restore": act(
		`${CHECKPOINT}/restore`,
		{ dryRun: true },
		{ planId: "restore-1" },
	),
	"POST /v1/janitor": act("/v1/janitor"),
	"POST /v1/refresh": act("/v1/refresh"),
};
