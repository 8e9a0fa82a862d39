/** Variables of the surrounding shell that a test process may see; nothing of Claude's own is among them. */
const passed = ["PATH", "LANG", "LC_ALL", "TZ", "USER", "SHELL"];

/** The environment every program under test gets: the allow-list, a private HOME, a plain terminal. */
export function cleanEnv(home: string): Record<string, string> {
	const kept = passed.flatMap((name) => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value] as const];
	});
	return { ...Object.fromEntries(kept), HOME: home, TERM: "xterm-256color", LANG: "C.UTF-8" };
}
