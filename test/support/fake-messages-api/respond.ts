import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type FakeAccount, takeFailure } from "./accounts.ts";
import { type AnswerBlock, answerEvents, answerMessage, bashBlock, textBlock } from "./answer.ts";
import type { MessagesRequest } from "./messages.ts";
import { nextStep, type Step } from "./next-step.ts";
import { tellRateLimits } from "./rate-limit-headers.ts";
import { quotaRefusalBody, refusalBody } from "./refusal.ts";

/** Everything that an answer needs to know. */
export interface Exchange {
	readonly account: FakeAccount;
	readonly body: MessagesRequest;
	readonly response: ServerResponse;
	readonly requestId: string;
}

/** Answers a request of a turn: by the script, by the account's quota, or by its directives. */
export async function respondToTurn(exchange: Exchange): Promise<void> {
	const scripted = takeFailure(exchange.account);
	if (scripted !== undefined) return refuse(exchange, scripted);
	const step = nextStep(exchange.body);
	if (step.waitMs > 0 && !(await waitWhileWanted(exchange.response, step.waitMs))) return;
	const { ledger } = exchange.account;
	if (step.action.kind === "quota") ledger.exhaust(step.action.window);
	if (isSpent(exchange)) return refuseForQuota(exchange);
	if (step.action.kind === "fail") return refuse(exchange, step.action.status);
	ledger.spend(step.units, modelOf(exchange));
	answer(exchange, blockFor(step.action));
}

/** Answers a small request beside the conversation: it costs nothing, but a spent account gets none. */
export function respondToAside(exchange: Exchange): void {
	const wantsJson = exchange.body.output_config?.format?.type === "json_schema";
	if (isSpent(exchange)) refuseForQuota(exchange);
	else answer(exchange, textBlock(wantsJson ? '{"title":"A test session"}' : "OK"));
}

export function respondToCount({ response, body }: Exchange): void {
	const tokens = Math.ceil(JSON.stringify(body.messages ?? []).length / 4);
	sendJson(response, 200, {}, { input_tokens: tokens });
}

/** A failure that says nothing about quota: no rate limit headers. */
export function refuse(exchange: Pick<Exchange, "response" | "requestId">, status: number): void {
	const { response, requestId } = exchange;
	sendJson(response, status, { "request-id": requestId }, refusalBody(status, requestId));
}

function modelOf({ body }: Exchange): string {
	return body.model ?? "unknown-model";
}

function isSpent(exchange: Exchange): boolean {
	return exchange.account.ledger.spentWindow(modelOf(exchange)) !== undefined;
}

function headersOf(exchange: Exchange): Record<string, string> {
	const { requestId, account } = exchange;
	return { "request-id": requestId, ...tellRateLimits(account, modelOf(exchange)) };
}

function refuseForQuota(exchange: Exchange): void {
	sendJson(exchange.response, 429, headersOf(exchange), quotaRefusalBody(exchange.requestId));
}

function answer(exchange: Exchange, block: AnswerBlock): void {
	const { response, body } = exchange;
	const headers = headersOf(exchange);
	const model = modelOf(exchange);
	if (body.stream === true) {
		response.writeHead(200, { "content-type": "text/event-stream", ...headers });
		response.end(answerEvents(model, block));
	} else {
		sendJson(response, 200, headers, answerMessage(model, block));
	}
}

function blockFor(action: Step["action"]): AnswerBlock {
	if (action.kind === "bash") return bashBlock(action.command);
	return textBlock(action.kind === "say" ? action.text : "");
}

function sendJson(
	response: ServerResponse,
	status: number,
	headers: Record<string, string>,
	body: unknown,
): void {
	response.writeHead(status, { "content-type": "application/json", ...headers });
	response.end(JSON.stringify(body));
}

/** Waits; false when the client hung up meanwhile, so that the request costs nothing. */
async function waitWhileWanted(response: ServerResponse, waitMs: number): Promise<boolean> {
	const gone = new AbortController();
	response.once("close", () => gone.abort());
	await sleep(waitMs, undefined, { signal: gone.signal }).catch(() => undefined);
	return !gone.signal.aborted;
}
