import type { Figure } from "./figure.ts";

export interface BenchOptions {
	/** How long a figure over time is watched. */
	readonly seconds: number;
	/** With the genuine program against a server on the loopback interface, where a bench knows how. */
	readonly genuine: boolean;
}

/** A group of figures that are measured together. */
export interface Bench {
	readonly name: string;
	readonly what: string;
	run(options: BenchOptions): Promise<readonly Figure[]>;
}
