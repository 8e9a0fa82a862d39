import type { Agent } from "../agent.ts";
import { hasHooks, runHooks } from "../hooks/run-hooks.ts";
import { worldOf } from "../model/serve.ts";
import { toolFields } from "./tool-fields.ts";

const NOTIFY_AFTER_MS = 6000;

function mustAsk(agent: Agent): boolean {
	const asks = ["manual", "default", "plan"].includes(agent.permissionMode);
	return asks && !agent.settings.allow.some((rule) => rule === "Bash" || rule === "Bash(*)");
}

/** permission_prompt comes 6.0 s after PermissionRequest (seen on 2.1.330). */
function notifyLater(agent: Agent): NodeJS.Timeout | undefined {
	if (!hasHooks(agent, "Notification")) return undefined;
	const message = "Claude needs your permission";
	const type = "permission_prompt";
	return setTimeout(() => {
		const fields = { message, notification_type: type };
		runHooks(agent, "Notification", fields, type).catch(() => {});
	}, NOTIFY_AFTER_MS / worldOf(agent).speed);
}

/** Whether a Bash call may run: by the mode, by a PermissionRequest hook, or by asking a person. */
export async function mayRun(agent: Agent, command: string, signal: AbortSignal): Promise<boolean> {
	if (!mustAsk(agent)) return true;
	const suggestions = [
		{
			type: "addRules",
			rules: [{ toolName: "Bash", ruleContent: command }],
			behavior: "allow",
			destination: "localSettings",
		},
	];
	const fields = { ...toolFields(command), permission_suggestions: suggestions };
	const verdict = runHooks(agent, "PermissionRequest", fields, "Bash");
	const timer = notifyLater(agent);
	const dialog = new AbortController();
	const either = AbortSignal.any([signal, dialog.signal]);
	try {
		const asked = agent.face.askPermission(command, either);
		const decided = verdict.then(({ permission }) =>
			permission === null ? asked : permission === "allow",
		);
		return await Promise.race([asked, decided]);
	} finally {
		clearTimeout(timer);
		dialog.abort();
	}
}
