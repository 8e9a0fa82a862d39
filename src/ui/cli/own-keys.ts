import type { Config } from "../../engine/config/config.ts";
import type { Problem } from "../../engine/config/problem.ts";
import { remap } from "../tui/keys/remap.ts";
import { shippedBindings } from "../tui/keys/table.ts";

/** What is wrong with the keys of a configuration; each of these acts keeps the keys it came with. */
export function keyProblems({ ui, source }: Pick<Config, "ui" | "source">): readonly Problem[] {
	return remap(shippedBindings, ui.keys).problems.map(({ name, what, remedy }) => ({
		file: source.file ?? "the configuration",
		line: null,
		column: null,
		key: `ui.keys.${name}`,
		what,
		remedy,
	}));
}
