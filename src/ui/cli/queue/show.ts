import type { QueuedTask, TaskView } from "../../../engine/control/views/queue.ts";
import type { TaskChoices } from "../../../state/model.ts";
import { plain } from "../../tui/present/plain.ts";
import type { Args } from "../command.ts";
import type { Io } from "../io.ts";
import { align } from "../print/table.ts";
import { ago, moment } from "../print/times.ts";
import { show as print, type Sight } from "../read-command.ts";
import { talk } from "../talk.ts";

type Row = readonly [name: string, text: string];

/** `claude-failover queue show ID`: all that is known of a task. */
export async function show(args: Args, io: Io): Promise<number> {
	const path = `/v1/tasks/${encodeURIComponent(args.words[0] ?? "")}`;
	const told = await talk<TaskView>(io, { method: "GET", path });
	if (told.kind === "exit") return told.code;
	return print(told.body, args, io, taskLines);
}

export function taskLines({ task, text }: TaskView, sight: Sight): readonly string[] {
	const rows: readonly Row[] = [
		["task", task.id],
		["title", task.title],
		["state", `${task.state}, priority ${task.priority}`],
		...row("waits for", task.waitsFor),
		...row("not before", task.notBefore == null ? null : moment(task.notBefore, sight.now)),
		...row("note", task.note),
		["project", task.project],
		["file", task.file],
		...row("comes after", task.dependsOn?.join(", ")),
		...row("blocked by", task.blockedBy),
		...row("chooses", choicesOf(task.choices)),
		["attempt", attemptOf(task)],
		...row("session", task.session),
		...row("conversation", task.conversation),
		...row("mark", task.nonce),
		...timesOf(task, sight.now),
	];
	return [...align(rows), "", ...textLines(text)];
}

function row(name: string, text: string | null | undefined): readonly Row[] {
	return text == null || text === "" ? [] : [[name, text]];
}

function attemptOf({ attempt, failures = 0 }: QueuedTask): string {
	const failed = failures === 0 ? "" : `, ${failures} failed`;
	return attempt === 0 ? "none yet" : `${attempt}${failed}`;
}

function choicesOf(choices: TaskChoices = {}): string {
	const { model, capabilities = [], timeoutMs, retries } = choices;
	return [
		...(model === undefined ? [] : [`model ${model}`]),
		...(capabilities.length === 0 ? [] : [`capabilities ${capabilities.join(", ")}`]),
		...(timeoutMs === undefined ? [] : [`timeout ${Math.round(timeoutMs / 1000)} s`]),
		...(retries === undefined ? [] : [`retries ${retries}`]),
	].join(", ");
}

function timesOf(task: QueuedTask, now: number): readonly Row[] {
	const times: readonly (readonly [string, number | null])[] = [
		["added", task.addedAt],
		["given out", task.startedAt],
		["accepted", task.acceptedAt],
		["answered", task.answeredAt],
		["ended", task.endedAt],
	];
	return times.flatMap(([name, at]) =>
		at === null ? [] : [[name, `${moment(at, now)} (${ago(at, now)})`] as const],
	);
}

function textLines({ lines, more, why }: TaskView["text"]): readonly string[] {
	if (lines === null) return [plain(`its text cannot be read: ${why ?? "nobody knows why"}`)];
	return [...lines.map((line) => plain(`  ${line}`)), ...(more ? ["  …"] : [])];
}
