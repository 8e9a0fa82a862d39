import { bindingsOf } from "../../src/ui/tui/keymap.ts";
import { contextTitles } from "../../src/ui/tui/present/help-lines.ts";

const NAMES = { up: "↑", down: "↓", left: "←", right: "→" };

/** The text of docs/keys.md, made from the keymap. */
export function keysPage() {
	return `# Keys of the control room

Made from \`src/ui/tui/keymap.ts\` by \`npm run keys\`; do not edit. In the control room \`?\` lists the keys that
count where you are, and why one does nothing now. The keys of a dialog count while it is open, those of
the sessions while their pane has the focus.
${Object.entries(contextTitles)
	.map(([context, title]) => section(title, bindingsOf(context)))
	.join("")}`;
}

function section(title, bindings) {
	const rows = bindings.map(({ keys, description }) => {
		const named = keys.map((key) => `\`${NAMES[key] ?? key}\``).join(" ");
		return `| ${named} | ${description} |\n`;
	});
	return `\n## ${title}\n\n| key | does |\n|---|---|\n${rows.join("")}`;
}
