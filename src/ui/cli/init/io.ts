/** What the operator said on the command line. */
export interface InitArguments {
	readonly yes: boolean;
	/** File to write instead of the usual one. */
	readonly config: string | null;
	/** Show everything, change nothing. */
	readonly dryRun: boolean;
}

/** What the command sees of the world outside. */
export interface InitIo {
	readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
	readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
	readonly stderr: { write(text: string): unknown };
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly home: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
}
