import { lstatSync } from "node:fs";
import { faultOfPlace } from "../../control/socket-file.ts";
import { tcpDoor } from "../../control/tcp-door.ts";
import { type Check, type Configured, fail, pass } from "../check.ts";
import { probe, type Target } from "./probe.ts";

const REMEDY = "stop the daemon, see what listens there, and report it as a defect";

/** The control socket lets in its owner alone. */
export async function checkSocket({ socket }: Configured): Promise<readonly Check[]> {
	const stats = lstatSync(socket, { throwIfNoEntry: false });
	if (stats === undefined) return [pass("socket", "no daemon serves one")];
	const fault = faultOfPlace(socket);
	if (fault !== null) return [fail("socket", fault.what, fault.remedy)];
	const mode = stats.mode & 0o777;
	if (!stats.isSocket() || mode !== 0o600) {
		const what = `${socket} is ${stats.isSocket() ? `of mode ${mode.toString(8)}` : "no socket"}`;
		return [fail("socket", what, "restart the daemon")];
	}
	return [pass("socket", `${socket} is of mode 600 in a directory of ours`)];
}

/** The tokens that open TCP, and who else may. */
export async function checkTokens({ config, environment }: Configured): Promise<readonly Check[]> {
	const { listen } = config.mcpHttp;
	if (listen.kind === "unix") return [pass("tokens", "TCP is not open, so there are none")];
	const { door, notices } = tcpDoor(config.mcpHttp, environment);
	const wrong = notices.map(({ what, remedy }) => fail("tokens", what, remedy));
	if (wrong.length > 0 || door === null) return wrong;
	return [pass("tokens", `${listen.host}:${listen.port} is open to who shows a token`)];
}

/** What a browser or a stranger sends is refused: asked of the daemon itself, at each of its doors. */
export async function checkRefusals({ config, socket }: Configured): Promise<readonly Check[]> {
	const { listen } = config.mcpHttp;
	const unix = await refusals("socket", { socketPath: socket }, "localhost", []);
	if (listen.kind === "unix") return unix;
	const { host, port } = listen;
	const name = host === "::1" ? `[::1]:${port}` : `${host}:${port}`;
	return [...unix, ...(await refusals("TCP", { host, port }, name, [STRANGER]))];
}

interface Refusal {
	readonly what: string;
	readonly status: number;
	headers(host: string): Readonly<Record<string, string>>;
}

const STRANGER: Refusal = {
	what: "a request without a token",
	status: 401,
	headers: (Host) => ({ Host }),
};

const REFUSALS: readonly Refusal[] = [
	{ what: "another Host", status: 421, headers: () => ({ Host: "evil.example" }) },
	{ what: "any Origin", status: 403, headers: (Host) => ({ Host, Origin: "null" }) },
	{
		what: "requests of a web page",
		status: 403,
		headers: (Host) => ({ Host, "Sec-Fetch-Site": "cross-site" }),
	},
	{
		what: "headers of over 8 KiB",
		status: 431,
		headers: (Host) => ({ Host, "X-Long": "x".repeat(9000) }),
	},
];

async function refusals(
	door: string,
	target: Target,
	host: string,
	more: readonly Refusal[],
): Promise<readonly Check[]> {
	const all = [...REFUSALS, ...more];
	const statuses = await Promise.all(all.map((one) => probe(target, one.headers(host))));
	if (statuses.every((status) => status === null)) return [pass(door, "no daemon answers there")];
	return all.map(({ what, status }, at) => {
		const got = statuses[at];
		if (got === status) return pass(door, `refuses ${what}`);
		return fail(door, `${what} got ${got || "no answer"} instead of ${status}`, REMEDY);
	});
}
