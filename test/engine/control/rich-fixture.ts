import { everyEvent } from "../../state/every-event.ts";
import { NOW } from "../../support/state-builder.ts";
import { type Fixture, fixtureClient } from "./fixture-client.ts";
import { CONTENT, EXPLANATION, PLAN, RESTORE, TIDYING } from "./rich-plans.ts";
import { RICH } from "./rich-pool.ts";

/** An engine that has something to tell wherever it can; every event that there is was one of its last. */
export function richFixture(): Fixture {
	const fixture = fixtureClient();
	const recent = Object.values(everyEvent).map((event, n) => ({ seq: n + 1, at: NOW, event }));
	fixture.client.store.setState({ seq: recent.length, state: RICH, recent });
	fixture.at = NOW;
	fixture.plan = () => PLAN;
	fixture.explanation = () => EXPLANATION;
	fixture.reply = () => ({ kind: "started", switchId: "s1", plan: PLAN });
	fixture.tidying = TIDYING;
	fixture.checkpoints.content = CONTENT;
	fixture.checkpoints.plan = RESTORE;
	return fixture;
}

/** The same where no switch can be planned, and no text be read. */
export function hinderedFixture(): Fixture {
	const fixture = richFixture();
	fixture.tasks.text = { lines: null, more: false, why: "it is a link" };
	fixture.plan = () => {
		throw new Error("tmux does not answer");
	};
	fixture.sent = { kind: "unconfirmed", why: "tmux does not answer", remedy: "look first" };
	return fixture;
}
