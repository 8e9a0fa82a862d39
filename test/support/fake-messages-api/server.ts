import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type FakeAccount, FakeAccounts, type Figure } from "./accounts.ts";
import type { QuotaWindow, WindowName } from "./ledger.ts";
import type { MessagesRequest } from "./messages.ts";
import { purposeOf, type RecordedRequest } from "./recorded-request.ts";
import { refuse, respondToAside, respondToCount, respondToTurn } from "./respond.ts";

/** A running fake of the Messages API and the knobs of its accounts. */
export interface FakeMessagesApi {
	readonly url: string;
	/** The dummy token or key by which the account's requests are known; makes the account. */
	secretOf(account: string): string;
	window(account: string, name?: WindowName): QuotaWindow;
	/** Every figure of its quota that the account was told with an answer, in order. */
	told(account: string): readonly Figure[];
	/** Sets how many units a window holds, and when it resets (epoch seconds). */
	setLimit(account: string, units: number, resetsAt?: number, name?: WindowName): void;
	/** Sets how many units of a window are used. */
	setUsage(account: string, units: number, name?: WindowName): void;
	/** Lets the next `times` turns of the account fail with this status. */
	setFailure(account: string, status: number, times?: number): void;
	clearFailure(account: string): void;
	/** All requests so far, or those of one account, in order. */
	requests(account?: string): readonly RecordedRequest[];
	/** The same without what is beside the conversation. */
	turns(account?: string): readonly RecordedRequest[];
	/** Hosts that a program wanted to reach through this server as its proxy: all are refused. */
	refusedHosts(): readonly string[];
	close(): Promise<void>;
}

/** Starts the fake on a free port of the loopback interface. */
export async function startFakeMessagesApi(): Promise<FakeMessagesApi> {
	const accounts = new FakeAccounts();
	const records: RecordedRequest[] = [];
	const server = createServer((request, response) => {
		serve(accounts, records, request, response).catch((error: unknown) => {
			response.destroy(error instanceof Error ? error : new Error(String(error)));
		});
	});
	const refusedHosts: string[] = [];
	server.on("connect", (request, socket) => {
		refusedHosts.push(request.url ?? "");
		socket.on("error", () => socket.destroy());
		socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	const requests = (account?: string) =>
		records.filter((record) => account === undefined || record.account === account);
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		refusedHosts: () => [...refusedHosts],
		turns: (account) => requests(account).filter((record) => record.purpose === "turn"),
		close,
		...accountKnobs(accounts),
	};
}

function accountKnobs(accounts: FakeAccounts) {
	return {
		secretOf: (account: string) => accounts.named(account).secret,
		window: (account: string, name: WindowName = "five_hour") =>
			accounts.named(account).ledger.window(name),
		told: (account: string) => [...accounts.named(account).told],
		setLimit(account: string, limit: number, resetsAt?: number, name?: WindowName) {
			const change = resetsAt === undefined ? { limit } : { limit, resetsAt };
			accounts.named(account).ledger.change(name ?? "five_hour", change);
		},
		setUsage(account: string, used: number, name: WindowName = "five_hour") {
			accounts.named(account).ledger.change(name, { used });
		},
		setFailure(account: string, status: number, times = Number.POSITIVE_INFINITY) {
			accounts.named(account).failure = { status, times };
		},
		clearFailure(account: string) {
			accounts.named(account).failure = undefined;
		},
	};
}

async function serve(
	accounts: FakeAccounts,
	records: RecordedRequest[],
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const body = await readBody(request);
	const account = accounts.ofRequest(request.headers);
	const record = recordOf(request, body, account);
	records.push(record);
	response.once("finish", () => {
		record.status = response.statusCode;
	});
	const requestId = `req_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
	if (account === undefined) return refuse({ response, requestId }, 401);
	const exchange = { account, body, response, requestId };
	if (record.purpose === "turn") return respondToTurn(exchange);
	if (record.purpose === "aside") return respondToAside(exchange);
	if (record.purpose === "count-tokens") return respondToCount(exchange);
	refuse(exchange, 404);
}

function recordOf(
	request: IncomingMessage,
	body: MessagesRequest,
	account: FakeAccount | undefined,
): RecordedRequest {
	const method = request.method ?? "GET";
	const path = new URL(request.url ?? "/", "http://localhost").pathname;
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
	);
	return {
		account: account?.name ?? "unknown",
		purpose: purposeOf(method, path, body),
		at: Date.now(),
		method,
		path,
		headers,
		body,
		status: undefined,
	};
}

async function readBody(request: IncomingMessage): Promise<MessagesRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString("utf8");
	return text === "" ? {} : (JSON.parse(text) as MessagesRequest);
}
