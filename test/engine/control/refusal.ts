import { expect } from "vitest";
import type { Called } from "./call.ts";
import type { Fixture } from "./fixture-client.ts";

/** The titles that go with the types of problem. */
const TITLES = {
	invalid: "The request is not valid",
	unauthorized: "Not known",
	forbidden: "Not allowed",
	readonly: "This server is read-only",
	"not-found": "There is no such thing",
	"wrong-method": "The method does not fit",
	refused: "Refused",
	"too-large": "The body is too large",
	"wrong-type": "The content type does not fit",
	"headers-too-large": "The headers are too large",
	"wrong-expectation": "The expectation is not met",
	"wrong-host": "The request is for another host",
} as const;

/** All that a request may have done to the engine. */
export function touched({ client, ...did }: Fixture) {
	const { checkpoints, tasks } = did;
	const asked = [did.asked, did.ran, tasks.added, tasks.did, checkpoints.took, checkpoints.asked];
	const counts = [...asked, checkpoints.ran, did.stops, did.lines].map((all) => all.length);
	return { snapshot: client.store.getState(), counts: [...counts, did.tidied] };
}

export type Refusal = readonly [type: keyof typeof TITLES, status: number, field?: string | null];

/** Asserts that an answer is this problem, with all that a person needs to go on. */
export function expectProblem(
	{ status, headers, body }: Called,
	[type, code, field = null]: Refusal,
): void {
	expect(body).toEqual({
		...{ type, title: TITLES[type], status: code, field },
		...{ detail: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) },
	});
	expect([status, headers["content-type"]]).toEqual([
		code,
		"application/problem+json; charset=utf-8",
	]);
}
