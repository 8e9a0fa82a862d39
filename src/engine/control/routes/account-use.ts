import * as z from "zod";
import type { State, Withheld } from "../../../state/model.ts";
import { nearest } from "../../config/nearest.ts";
import { type HttpProblem, problem } from "../http/problem.ts";
import { json, type Route, route, wrong } from "../http/route.ts";
import { AccountUseView, accountView } from "../views/accounts.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

/** The operator's word on an account; each answers with the account as it is then. */
export const accountUseRoutes: readonly Route[] = [
	routeFor("enable", "enabled", "Lets an account be used again"),
	routeFor("disable", "disabled", "Starts nothing new on an account; its sessions stay"),
	routeFor("drain", "drained", "Starts nothing new on an account and moves its sessions off"),
];

function routeFor(word: string, to: "enabled" | Withheld, summary: string): Route {
	return route({
		method: "POST",
		path: `/v1/accounts/:name/${word}`,
		summary,
		scope: "admin",
		query: z.strictObject({}),
		body: z.strictObject({}),
		answer: AccountUseView,
		async handle({ params, context: { client, now } }) {
			const name = params.name ?? "";
			const known = client.store.getState().state.accounts;
			if (!Object.hasOwn(known, name)) return wrong(noAccount(name, known));
			const reply = await client.setUse(name, to);
			if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
			const { state } = client.store.getState();
			const account = state.accounts[name];
			if (account === undefined) return wrong(noAccount(name, state.accounts));
			return json({
				schemaVersion: SCHEMA_VERSION,
				account: accountView(state, account, now()),
			} satisfies AccountUseView);
		},
	});
}

function noAccount(name: string, accounts: State["accounts"]): HttpProblem {
	const names = Object.keys(accounts);
	const near = nearest(name, names);
	const remedy = near === null ? `there are: ${names.join(", ")}` : `did you mean ${near}?`;
	return problem("not-found", `there is no account ${JSON.stringify(name)}`, remedy);
}
