import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { shellQuote } from "../../claude/shell-quote.ts";
import { queueFolders } from "../../queue/inbox.ts";
import { type Check, type Configured, fail, pass } from "../check.ts";

/** What holds prompts, transcripts or logins is ours alone. */
export async function checkPrivateFiles({ config }: Configured): Promise<readonly Check[]> {
	const { stateDir } = config.paths;
	const inState = ["", "state.db", "lock.db", "spool", "checkpoints", "daemon.log"];
	const paths = [
		...inState.map((name) => join(stateDir, name)),
		...(await namesIn(config.checkpoint.dir)),
		...config.accounts.map(({ home }) => home),
	];
	const wrong = (await Promise.all(paths.map(openToOthers))).flat();
	return wrong.length > 0 ? wrong : [pass("files", "state, checkpoints and homes are ours alone")];
}

/** Nobody else can drop a task, or swap the folder it is dropped into. */
export async function checkInboxes({ config }: Configured): Promise<readonly Check[]> {
	const folders = config.projects.flatMap(({ path }) => {
		const { root, inbox } = queueFolders(path);
		return [root, inbox];
	});
	const wrong = (await Promise.all(folders.map(writableByOthers))).flat();
	return wrong.length > 0 ? wrong : [pass("inboxes", "only their owner can drop tasks")];
}

async function namesIn(folder: string): Promise<readonly string[]> {
	const names = await readdir(folder).catch(() => []);
	return [folder, ...names.map((name) => join(folder, name))];
}

async function openToOthers(path: string): Promise<readonly Check[]> {
	// Of a link, what it leads to.
	const stats = await stat(path).catch(() => null);
	if (stats === null) return [];
	const mode = stats.mode & 0o777;
	if (stats.uid !== process.getuid?.()) return [notOurs("files", path)];
	// A folder that nobody may enter hides what is in it.
	if ((mode & 0o077) === 0) return [];
	const remedy = `chmod ${stats.isDirectory() ? "700" : "600"} ${shellQuote(path)}`;
	return [fail("files", `others can use ${path} (mode ${mode.toString(8)})`, remedy)];
}

async function writableByOthers(path: string): Promise<readonly Check[]> {
	const stats = await lstat(path).catch(() => null);
	if (stats === null) return [];
	const mode = stats.mode & 0o777;
	if (stats.uid !== process.getuid?.()) return [notOurs("inboxes", path)];
	if ((mode & 0o022) === 0) return [];
	const what = `others can drop tasks into ${path} (mode ${mode.toString(8)})`;
	return [fail("inboxes", what, `chmod go-w ${shellQuote(path)}`)];
}

function notOurs(name: string, path: string): Check {
	return fail(name, `${path} belongs to another user`, "give it to the user of the daemon");
}
