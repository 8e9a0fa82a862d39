import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfigText } from "../../../src/engine/config/load.ts";
import { type LinkScope, linkScope } from "../../../src/engine/links/scope.ts";

/** Two account homes beside a shared root that does not exist yet; the link lists are the default. */
export function twoHomes(): {
	readonly scope: LinkScope;
	readonly a: string;
	readonly b: string;
	readonly shared: string;
} {
	const root = mkdtempSync(join(tmpdir(), "links-"));
	const [a, b] = [join(root, "a"), join(root, "b")];
	mkdirSync(a);
	mkdirSync(b);
	const text = `accounts: [{ name: a, home: a }, { name: b, home: b }]
pool: { shared_projects_dir: shared/projects }
`;
	const loaded = loadConfigText(text, join(root, "config.yaml"), {
		env: {},
		home: "/home/operator",
	});
	if (loaded.kind !== "ok") throw new Error(JSON.stringify(loaded.problems));
	return { scope: linkScope(loaded.config), a, b, shared: join(root, "shared") };
}
