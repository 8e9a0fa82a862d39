import { describeLink } from "../../links/describe.ts";
import { inspectLinks, isBlocking, isCreatable, type LinkFinding } from "../../links/inspect.ts";
import { linkScope } from "../../links/scope.ts";
import { type Check, type Configured, enabledAccounts, fail, pass, warn } from "../check.ts";

const FIX = "claude-failover doctor --fix";

/** Every link of every home; each that is wrong is a line. */
export async function checkLinks(world: Configured): Promise<readonly Check[]> {
	const findings = await inspectLinks(linkScope(world.config));
	return enabledAccounts(world).flatMap(({ name, home }) => {
		const own = findings.filter((finding) => finding.home === home);
		const wrong = own.filter(({ state }) => state.kind !== "ok");
		if (wrong.length === 0) return [pass(`links ${name}`, `${own.length} lead to the shared tree`)];
		return wrong.map((finding) => checkOf(`links ${name}`, finding));
	});
}

function checkOf(about: string, finding: LinkFinding): Check {
	const what = describeLink(finding);
	if (isCreatable(finding.state)) return warn(about, what, FIX);
	const migrates = finding.state.kind === "not-a-link" && finding.state.what === "directory";
	const remedy = migrates ? FIX : "put it right by hand as said, then run this again";
	return isBlocking(finding) ? fail(about, what, remedy) : warn(about, what, remedy);
}
