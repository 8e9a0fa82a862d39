import * as z from "zod";
import { json, route } from "../http/route.ts";
import { HistoryView, historyView } from "../views/history.ts";

export const historyRoute = route({
	method: "GET",
	path: "/v1/history",
	summary: "Past switches, newest first",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: HistoryView,
	handle: ({ context }) => json(historyView(context.client.store.getState().state)),
});
