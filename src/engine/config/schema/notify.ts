import * as z from "zod";
import type { LogShippingConfig, NotifyConfig, TelegramConfig, WebhookConfig } from "../config.ts";
import type { PathContext } from "../paths.ts";
import { choice, duration, expected, flag, path, report, scalar, text } from "./fields.ts";
import { severity, variableName } from "./names.ts";
import { secretSource } from "./secret-source.ts";

const channelName = text("name", /^[\w.-]{1,64}$/, "use letters, digits and . _ -");

/** https, or http to this machine; a user name and password in it would be a secret. */
const address = scalar<string>("https address", (raw) => {
	const url = typeof raw === "string" ? URL.parse(raw) : null;
	if (url === null) return expected("an address", raw, "write it like https://example.org/hook");
	if (url.username !== "" || url.password !== "") {
		return { what: "the address has a password in it", remedy: "use token_env or token_file" };
	}
	const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	if (url.protocol === "https:" || (url.protocol === "http:" && local)) return { value: url.href };
	return { what: "the address is not https", remedy: "http is for this machine only" };
});

const chatId = scalar<string>("chat id", (raw) => {
	const id = typeof raw === "number" && Number.isSafeInteger(raw) ? String(raw) : raw;
	if (typeof id === "string" && /^(?:-?\d{1,20}|@\w{5,64})$/.test(id)) return { value: id };
	return expected("a chat id", raw, "write the number, or @channelname");
});

const quietHours = scalar<{ fromMinute: number; toMinute: number }>("HH:MM-HH:MM", (raw) => {
	const match = typeof raw === "string" ? /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(raw) : null;
	const [h1 = 24, m1 = 60, h2 = 24, m2 = 60] = (match ?? []).slice(1).map(Number);
	const fits = h1 < 24 && m1 < 60 && h2 < 24 && m2 < 60 && h1 * 60 + m1 !== h2 * 60 + m2;
	if (!fits) return expected("hours", raw, "write them like 22:00-07:00");
	return { value: { fromMinute: h1 * 60 + m1, toMinute: h2 * 60 + m2 } };
});

export function notifySection(context: PathContext) {
	return z
		.strictObject({
			desktop: flag.prefault(false).describe("Desktop notifications."),
			quiet_hours: quietHours
				.optional()
				.describe("Local time in which only critical messages are sent, as 22:00-07:00."),
			telegram: telegram(context).optional().describe("Messages of a Telegram bot."),
			webhook: z
				.array(webhook(context))
				.prefault([])
				.describe("JSON posted to addresses of your own."),
			log_shipping: logShipping(context).optional().describe("The event log, sent in batches."),
		})
		.transform((raw): NotifyConfig => {
			return {
				desktop: raw.desktop,
				telegram: raw.telegram ?? null,
				webhook: raw.webhook,
				logShipping: raw.log_shipping ?? null,
				quietHours: raw.quiet_hours ?? null,
			};
		})
		.prefault({});
}

function telegram(context: PathContext) {
	return z
		.strictObject({
			bot_token_env: variableName.optional().describe("Variable that holds the bot's token."),
			bot_token_file: path(context).optional().describe("Or a file of mode 0600."),
			chat_id: chatId.describe("Where the messages go."),
			min_severity: severity.prefault("warning").describe("Nothing below it is sent."),
		})
		.transform((raw, ctx): TelegramConfig => {
			const botToken = secretSource(ctx, "bot_token", raw.bot_token_env, raw.bot_token_file);
			if (botToken.env === null && botToken.file === null) {
				report(ctx, { what: "the bot has no token", remedy: "add bot_token_env: NAME" });
			}
			return { botToken, chatId: raw.chat_id, minSeverity: raw.min_severity };
		});
}

function webhook(context: PathContext) {
	return z
		.strictObject({
			name: channelName.describe("How it is called in messages about it."),
			url: address.optional().describe("Where to post; see url_env if it is itself a secret."),
			url_env: variableName.optional().describe("Variable that holds the address."),
			url_file: path(context).optional().describe("Or a file of mode 0600."),
			token_env: variableName.optional().describe("Variable with a bearer token to send."),
			token_file: path(context).optional().describe("Or a file of mode 0600."),
			min_severity: severity.prefault("warning").describe("Nothing below it is sent."),
		})
		.transform((raw, ctx): WebhookConfig => {
			const urlSecret = secretSource(ctx, "url", raw.url_env, raw.url_file);
			const hidden = urlSecret.env !== null || urlSecret.file !== null;
			if (hidden === (raw.url !== undefined)) {
				const what = hidden ? "the address is given twice" : "the webhook has no address";
				report(ctx, { what, remedy: "give one of url, url_env and url_file" });
			}
			return {
				name: raw.name,
				url: raw.url ?? null,
				urlSecret,
				token: secretSource(ctx, "token", raw.token_env, raw.token_file),
				minSeverity: raw.min_severity,
			};
		});
}

function logShipping(context: PathContext) {
	return z
		.strictObject({
			url: address.describe("Where the lines are posted."),
			format: choice("jsonl", "loki").prefault("jsonl").describe("Form of the body."),
			token_env: variableName.optional().describe("Variable with a bearer token to send."),
			token_file: path(context).optional().describe("Or a file of mode 0600."),
			interval: duration("1s", "1h").prefault("10s").describe("Longest wait before a batch goes."),
		})
		.transform((raw, ctx): LogShippingConfig => {
			return {
				url: raw.url,
				format: raw.format,
				token: secretSource(ctx, "token", raw.token_env, raw.token_file),
				intervalMs: raw.interval,
			};
		});
}
