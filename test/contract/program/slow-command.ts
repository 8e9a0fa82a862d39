import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const script = `if [ -e quick ]; then echo quick; exit 0; fi
sleep 300 &
echo "$$ $!" > slow.part && mv slow.part slow.pids
until [ -e quick ]; do sleep 0.1; done
kill $!
echo at last
`;

/** A command that runs until it is killed or told to be quick; then it ends, now and ever after. */
export function startSlowCommand(cwd: string) {
	writeFileSync(join(cwd, "slow.sh"), script);
	const pidFile = join(cwd, "slow.pids");
	return {
		command: "sh slow.sh",
		/** Its shell and the child of that shell; undefined until both run. */
		pids(): number[] | undefined {
			if (!existsSync(pidFile)) return undefined;
			return readFileSync(pidFile, "utf8").trim().split(" ").map(Number);
		},
		makeQuick(): void {
			writeFileSync(join(cwd, "quick"), "");
		},
	};
}

/** Whether a process exists and is not merely waiting to be reaped. */
export function isAlive(pid: number): boolean {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
	} catch {
		return false;
	}
}
