import * as z from "zod";
import { AccountsView, accountsView } from "../../views/accounts.ts";
import { SessionsView, sessionsView } from "../../views/sessions.ts";
import { StatusView, statusView } from "../../views/status.ts";
import { done, LOOKS, type Tool, tool } from "../tool.ts";
import { accountLines, sessionLines, statusLines } from "../words.ts";

const NOTHING = z.strictObject({});

const getStatus = tool({
	name: "get_status",
	title: "Status of the pool",
	description:
		"The whole pool at a glance: the active account, each account's quota windows, every session with its state and " +
		"account, how many tasks wait and run, pauses, and the switch that is under way. Begin here.",
	scope: "read",
	hints: LOOKS,
	input: NOTHING,
	output: StatusView,
	run(_, { client, now }) {
		const view = statusView(client.store.getState(), now());
		return done(statusLines(view), view);
	},
});

const listAccounts = tool({
	name: "list_accounts",
	title: "Accounts and their quota",
	description:
		"All accounts, preferred ones first: state, quota windows with their forecast, what is wrong with one, when a " +
		"spent one can be used again, and which sessions live on it.",
	scope: "read",
	hints: LOOKS,
	input: NOTHING,
	output: AccountsView,
	run(_, { client, now }) {
		const view = accountsView(client.store.getState().state, now());
		return done(accountLines(view.accounts), view);
	},
});

const listSessions = tool({
	name: "list_sessions",
	title: "Sessions of the pool",
	description:
		"All Claude Code sessions by name: state and since when, account, task, project, what it does now, how full its " +
		"context is. `waiting` needs a person; `limited` and `parked` wait for quota.",
	scope: "read",
	hints: LOOKS,
	input: NOTHING,
	output: SessionsView,
	run(_, { client }) {
		const { state } = client.store.getState();
		const view = sessionsView(state, (name) => client.attachCommand(name));
		return done(sessionLines(view.sessions), view);
	},
});

/** The tools that show what the state holds. */
export const looks: readonly Tool[] = [getStatus, listAccounts, listSessions];
