import type { Tidier } from "../../../state/client.ts";
import type { TidyReport } from "../../../state/tidying.ts";
import type { JanitorView } from "../views/janitor.ts";
import { okBody } from "./outcome.ts";
import { type Ask, ask } from "./request.ts";

/** The janitor over the socket. */
export function remoteJanitor(socketPath: string): Tidier {
	const report = async (what: Ask): Promise<TidyReport> => {
		const { items, troubles } = okBody(await ask(socketPath, what)) as JanitorView;
		return { items, troubles };
	};
	return {
		look: () => report({ method: "GET", path: "/v1/janitor" }),
		tidy: () => report({ method: "POST", path: "/v1/janitor", body: {} }),
	};
}
