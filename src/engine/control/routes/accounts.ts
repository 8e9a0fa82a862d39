import * as z from "zod";
import { json, route } from "../http/route.ts";
import { AccountsView, accountsView } from "../views/accounts.ts";

export const accountsRoute = route({
	method: "GET",
	path: "/v1/accounts",
	summary: "Accounts with their quota windows",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: AccountsView,
	handle: ({ context }) => json(accountsView(context.client.store.getState().state, context.now())),
});
