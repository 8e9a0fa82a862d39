import * as z from "zod";
import type * as compared from "../../../state/checkpoint-comparison.ts";
import { Repository } from "./checkpoint.ts";
import { heldTo } from "./held-to.ts";
import { list, time } from "./units.ts";

const NOT_KNOWN = "null: one of the commits is not known, or no longer in the repository";

const CommitsBetween = heldTo<compared.CommitsBetween>()(
	z.object({
		made: z.number().describe("Commits that there are now and were not then"),
		gone: z.number().describe("Commits of then that are no longer below the one checked out"),
		newest: list(z.string()).describe("The newest that were made, hash and title, at most 20"),
	}),
);

const ChangedFile = heldTo<compared.ChangedFile>()(
	z.object({
		name: z.string(),
		added: z.number().nullable().describe("Lines; null: it is no text"),
		removed: z.number().nullable(),
	}),
);

const FilesBetween = heldTo<compared.FilesBetween>()(
	z.object({
		changed: list(ChangedFile).describe("At most 200"),
		count: z.number().describe("How many there are; at least so many when complete is false"),
		complete: z.boolean(),
	}),
);

export const CheckpointComparison = heldTo<compared.CheckpointComparison>()(
	z
		.object({
			checkpoint: z.string(),
			at: time("When it was looked at"),
			repository: Repository.nullable().describe(
				"Its folder now; null: in no git repository, or git does not answer",
			),
			commits: CommitsBetween.nullable().describe(NOT_KNOWN),
			files: FilesBetween.nullable().describe(
				`Files of now against the commit of then, without new ones that git does not follow; ${NOT_KNOWN}`,
			),
			transcriptBytes: z
				.number()
				.nullable()
				.describe("Of its conversation now; null: there is none"),
		})
		.meta({
			id: "CheckpointComparison",
			description: "What there is now of what a checkpoint tells",
		}),
);
