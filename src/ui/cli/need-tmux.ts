import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { complain, type Io } from "./io.ts";

/** Whether tmux is there; when it is not, says how to get it. */
export function haveTmux(io: Io): boolean {
	const places = (io.env.PATH ?? "").split(delimiter).filter((place) => place !== "");
	if (places.some((place) => canRun(join(place, "tmux")))) return true;
	const install = process.platform === "darwin" ? "brew install tmux" : "apt-get install tmux";
	complain(io, `tmux is needed and is not in PATH; install it with \`${install}\``);
	return false;
}

function canRun(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
