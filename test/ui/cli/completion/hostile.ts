import type { Fixture } from "../../../engine/control/fixture-client.ts";

/** Names that no configuration lets in; completing must not depend on that. */
export const HOSTILE = {
	shell: "evil$(touch run);`touch run`",
	words: "two words",
	quotes: `it's "so"`,
	terminal: "red\u001b[31m",
	lines: "one\nforged",
} as const;

/** Puts sessions of these names into the pool. */
export function register(fixture: Fixture, names: readonly string[]): void {
	const common = { kind: "dedicated", project: "/srv/app", move: "auto", keepAlive: true } as const;
	for (const session of names) fixture.commit({ type: "session.registered", session, ...common });
}
