/** A request that the daemon did not do, and what to do about it when it said so. */
export class ControlCallError extends Error {
	readonly remedy: string | null;

	constructor(why: string, remedy: string | null) {
		super(remedy === null ? why : `${why}; ${remedy}`);
		this.name = "ControlCallError";
		this.remedy = remedy;
	}
}
