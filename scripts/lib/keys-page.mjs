import { shippedKeymap } from "../../src/ui/tui/keymap.ts";
import { contextTitles } from "../../src/ui/tui/present/help-lines.ts";

const NAMES = { up: "↑", down: "↓", left: "←", right: "→" };

const OWN_KEYS = `Other keys go into the configuration, under the name of the act; they replace all keys that it came with:

\`\`\`yaml
ui:
  keys:
    pause: P # wherever the act is
    sessions.stop: [K] # in that place alone
    switch.confirm: Y
\`\`\`

A key is one character, \`ctrl-\` with a letter (for what only looks), or a name as below. What cannot be granted (an act
that there is not, a key that another act has where both count, a letter where a line is written) is told by
\`claude-failover config check\` and by a banner, and that act keeps its keys. \`ctrl-c\` and \`ctrl-l\` stay what they are.`;

/** The text of docs/keys.md, made from the keymap. */
export function keysPage() {
	return `# Keys of the control room

Made from \`src/ui/tui/keymap.ts\` by \`npm run keys\`; do not edit. In the control room \`?\` lists the keys that
count where you are, and why one does nothing now. The keys of a dialog count while it is open, those of
the sessions while their pane has the focus.

${OWN_KEYS}
${Object.entries(contextTitles)
	.map(([context, title]) => section(context, title, shippedKeymap.of(context)))
	.join("")}`;
}

function section(context, title, bindings) {
	const rows = bindings.map(({ keys, action, description }) => {
		const named = keys.map((key) => `\`${NAMES[key] ?? key}\``).join(" ");
		return `| ${named} | \`${action}\` | ${description} |\n`;
	});
	return `\n## ${title} (\`${context}\`)\n\n| key | act | does |\n|---|---|---|\n${rows.join("")}`;
}
