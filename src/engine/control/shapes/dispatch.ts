import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { byKey, flag, textOrNull, time } from "./units.ts";

const ProjectPause = heldTo<model.ProjectPause>()(
	z.object({
		since: time("Since when"),
		until: time("It goes on by itself then; null: when somebody says so").nullable(),
	}),
);

const Want = heldTo<model.Want>()(
	z.object({ kind: z.enum(["no-session", "quota"]), why: z.string() }),
);

/** All is told: what is not known or not there is `null`, or empty. */
export const Dispatch = heldTo<Required<model.Dispatch>>()(
	z
		.object({
			paused: z.boolean(),
			all: flag("Automatic switching is paused as well"),
			since: time("Since when").nullable(),
			until: time("It goes on by itself then; null: when somebody says so").nullable(),
			projects: byKey("Projects whose tasks are not given out, by path", ProjectPause),
			waitsFor: textOrNull("What the tasks wait for that no session is found for"),
			wants: byKey(
				'The same by the model that the tasks choose, "" for those that choose none',
				Want,
			),
		})
		.meta({
			id: "Dispatch",
			description: "Whether tasks are given out, and which pauses there are",
		}),
);
