import type { Route } from "../http/route.ts";
import { accountUseRoutes } from "./account-use.ts";
import { accountsRoute } from "./accounts.ts";
import { checkpointRoute, checkpointsRoute, compareRoute } from "./checkpoints.ts";
import { eventsRoute } from "./events.ts";
import { explainRoute } from "./explain.ts";
import { historyRoute } from "./history.ts";
import { janitorRoute, tidyRoute } from "./janitor.ts";
import { livezRoute } from "./livez.ts";
import { metricsRoute } from "./metrics.ts";
import { openapiRoute } from "./openapi.ts";
import { pauseRoute } from "./pause.ts";
import { previewRoute } from "./preview.ts";
import { queueRoute } from "./queue.ts";
import { readyzRoute } from "./readyz.ts";
import { refreshRoute } from "./refresh.ts";
import { restartRoute } from "./restart.ts";
import { restoreRoute } from "./restore.ts";
import { resumeRoute } from "./resume.ts";
import { sendRoute } from "./send.ts";
import { sessionRoute } from "./session.ts";
import { sessionsRoute } from "./sessions.ts";
import { stateRoute } from "./state.ts";
import { statusRoute } from "./status.ts";
import { stopRoute } from "./stop.ts";
import { switchRoute } from "./switch.ts";
import { takeCheckpointRoute } from "./take-checkpoint.ts";
import { taskRoutes } from "./tasks.ts";

/** Every route of the control plane. */
export const routes: readonly Route[] = [
	livezRoute,
	readyzRoute,
	statusRoute,
	accountsRoute,
	...accountUseRoutes,
	sessionsRoute,
	sessionRoute,
	previewRoute,
	queueRoute,
	...taskRoutes,
	checkpointsRoute,
	checkpointRoute,
	compareRoute,
	historyRoute,
	explainRoute,
	janitorRoute,
	stateRoute,
	eventsRoute,
	openapiRoute,
	metricsRoute,
	switchRoute,
	pauseRoute,
	resumeRoute,
	restartRoute,
	stopRoute,
	sendRoute,
	takeCheckpointRoute,
	restoreRoute,
	tidyRoute,
	refreshRoute,
];
