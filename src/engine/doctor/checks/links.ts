import { describeLink } from "../../links/describe.ts";
import { inspectLinks, isBlocking, isCreatable, type LinkFinding } from "../../links/inspect.ts";
import { linkScope } from "../../links/scope.ts";
import { type Check, type Configured, enabledAccounts, fail, pass, warn } from "../check.ts";

const FIX = "claude-failover doctor --fix";

/** Every link of every home; each that is wrong is a line. */
export async function checkLinks(world: Configured): Promise<readonly Check[]> {
	const findings = await inspectLinks(world.files, linkScope(world.config));
	return enabledAccounts(world).flatMap(({ name, home }) => {
		const own = findings.filter((finding) => finding.home === home);
		const wrong = own.filter(({ state }) => state.kind !== "ok");
		if (wrong.length === 0) return [pass(`links ${name}`, `${own.length} lead to the shared tree`)];
		return checksOf(`links ${name}`, wrong);
	});
}

/** Those that are only missing in one line: they are made at the next start. */
function checksOf(about: string, wrong: readonly LinkFinding[]): readonly Check[] {
	const missing = wrong.filter(({ state }) => isCreatable(state));
	const checks = wrong.filter((finding) => !missing.includes(finding)).map(checkOf(about));
	if (missing.length === 0) return checks;
	const names = missing.map(({ name }) => name).join(", ");
	const what = `missing in ${missing[0]?.home}: ${names}; a start makes them`;
	return [...checks, warn(about, what, `or now: ${FIX}`)];
}

const checkOf =
	(about: string) =>
	(finding: LinkFinding): Check => {
		const what = describeLink(finding);
		const migrates = finding.state.kind === "not-a-link" && finding.state.what === "directory";
		const remedy = migrates ? FIX : "put it right by hand as said, then run this again";
		return isBlocking(finding) ? fail(about, what, remedy) : warn(about, what, remedy);
	};
