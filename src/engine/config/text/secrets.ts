/** Texts that are secrets by their form. Names of variables and of files never match. */
const SECRET_FORMS: readonly { readonly name: string; readonly form: RegExp }[] = [
	{ name: "an Anthropic key or token", form: /sk-ant-[\w-]{4,}/g },
	{ name: "a Telegram bot token", form: /\b\d{6,12}:[\w-]{30,}/g },
	{ name: "a GitHub token", form: /\b(?:gh[pousr]_|github_pat_)\w{20,}/g },
	{ name: "a Slack token", form: /\bxox[abeoprs]-[\w-]{10,}/g },
	{ name: "a Slack webhook address", form: /hooks\.slack\.com\/services\/[\w/]{10,}/g },
	{
		name: "a Discord webhook address",
		form: /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{10,}/g,
	},
	{ name: "an AWS key id", form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
	{ name: "a bearer token", form: /\bBearer\s+[\w.~+/-]{16,}/gi },
	{ name: "a private key", form: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
];

export interface FoundSecret {
	/** Offset in UTF-16 units. */
	readonly offset: number;
	readonly name: string;
}

/** Every place in `text`, comments included, where something of the form of a secret is written. */
export function findSecrets(text: string): readonly FoundSecret[] {
	const found = SECRET_FORMS.flatMap(({ name, form }) =>
		[...text.matchAll(form)].map((match) => ({ offset: match.index, name })),
	);
	return found.sort((a, b) => a.offset - b.offset);
}

/** `text` with every such secret taken out. */
export function redactSecrets(text: string): string {
	let clean = text;
	for (const { form } of SECRET_FORMS) clean = clean.replace(form, "[secret]");
	return clean;
}
