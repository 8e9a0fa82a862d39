/**
 * One step for one directory of one home, in this order: `move` (into an empty or missing shared
 * directory) or `merge` copies, `backup` renames the original, `link` puts the link in its place.
 */
export interface MigrationStep {
	readonly kind: "move" | "merge" | "backup" | "link";
	readonly home: string;
	readonly from: string;
	readonly to: string;
	/** The shared directory that takes the content. */
	readonly shared: string;
	/** Of a copy: what is still to be copied. */
	readonly files: number;
	readonly bytes: number;
}

/** Two things that cannot both have one place: both stay where they are, and so does the home. */
export interface MigrationConflict {
	readonly home: string;
	readonly path: string;
	readonly other: string;
	readonly why: string;
}

/** A home that nothing is done for, or a link of it that only a person can put right. */
export interface MigrationRefusal {
	readonly home: string;
	readonly why: string;
	readonly remedy: string;
}

export interface MigrationPlan {
	readonly steps: readonly MigrationStep[];
	readonly conflicts: readonly MigrationConflict[];
	readonly refusals: readonly MigrationRefusal[];
}
