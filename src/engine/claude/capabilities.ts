/** What the engine relies on that a new version of the CLI could take away. */
export type Capability =
	| "hooks-from-settings"
	| "stop-failure-hook"
	| "statusline-windows"
	| "transcript-limit"
	| "registry-status"
	| "positional-prompt"
	| "resume-under-other-account"
	| "no-auto-continue"
	| "trust-by-environment"
	| "usage-poll";

interface Proof {
	/** Versions of the genuine program on which it was seen to work. */
	readonly provenOn: readonly string[];
	/** What happens when it does not hold. Nothing here ever stops failover. */
	readonly without: string;
}

const seen = ["2.1.330"];

const table: Readonly<Record<Capability, Proof>> = {
	"hooks-from-settings": {
		provenOn: seen,
		without: "turns are followed through the registry and the transcript only",
	},
	"stop-failure-hook": {
		provenOn: seen,
		without: "failed turns are found in the transcript, a little later",
	},
	"statusline-windows": {
		provenOn: seen,
		without: "usage is known from polls only, at most every five minutes",
	},
	"transcript-limit": {
		provenOn: seen,
		without: "a limit is noticed only when the statusline shows a full window",
	},
	"registry-status": {
		provenOn: seen,
		without: "sessions without hooks are shown as unknown and left alone",
	},
	"positional-prompt": {
		provenOn: seen,
		without: "the prompt is not confirmed, and the session is reported instead of prompted again",
	},
	"resume-under-other-account": {
		provenOn: seen,
		without: "a move fails its check, and the switch goes back before it is committed",
	},
	"no-auto-continue": {
		provenOn: seen,
		without: "a limited session may continue by itself after the reset",
	},
	"trust-by-environment": {
		provenOn: seen,
		without: "a session waits at the trust dialog and needs a person",
	},
	"usage-poll": {
		provenOn: seen,
		without: "accounts without a live session have no reading",
	},
};

export interface Capabilities {
	readonly version: string | null;
	/** `proven` was seen on exactly this version; `assumed` is used all the same, and watched. */
	readonly trust: (capability: Capability) => "proven" | "assumed";
	/** What is not proven, each with what happens if it does not hold. */
	readonly assumed: readonly { readonly capability: Capability; readonly without: string }[];
	/** One line for the operator, or `null` when everything is proven. */
	readonly warning: string | null;
}

/** What is known of a version; `null` is one that could not be read. Never a reason to stop. */
export function capabilitiesOf(version: string | null): Capabilities {
	const proven = (proof: Proof): boolean => version !== null && proof.provenOn.includes(version);
	const assumed = (Object.keys(table) as Capability[])
		.filter((capability) => !proven(table[capability]))
		.map((capability) => ({ capability, without: table[capability].without }));
	return {
		version,
		trust: (capability) => (proven(table[capability]) ? "proven" : "assumed"),
		assumed,
		warning: assumed.length === 0 ? null : warningFor(version),
	};
}

function warningFor(version: string | null): string {
	const what =
		version === null ? "Its version could not be read" : `Version ${version} is untested`;
	return `Claude Code: ${what}; proven on ${seen.join(", ")}. Failover goes on; watch the first switch.`;
}
