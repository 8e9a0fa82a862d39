import { expect } from "vitest";

/** Asserts that a payload or a line has all of these keys; more are fine. */
export function expectKeys(value: object | undefined, keys: readonly string[]): void {
	const missing = keys.filter((key) => !(key in (value ?? {})));
	expect({ missing, of: value }).toMatchObject({ missing: [] });
}
