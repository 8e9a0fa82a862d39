import { Text } from "ink";
import { Profiler, type ReactNode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { initialState } from "../../../src/state/model.ts";
import { CheckpointDialog } from "../../../src/ui/tui/dialogs/CheckpointDialog.tsx";
import { CheckpointsDialog } from "../../../src/ui/tui/dialogs/CheckpointsDialog.tsx";
import { HistoryDialog } from "../../../src/ui/tui/dialogs/HistoryDialog.tsx";
import { LoopsDialog } from "../../../src/ui/tui/dialogs/LoopsDialog.tsx";
import { PastSwitchDialog } from "../../../src/ui/tui/dialogs/PastSwitchDialog.tsx";
import { SessionDialog } from "../../../src/ui/tui/dialogs/SessionDialog.tsx";
import { createRoom, RoomProvider, useFrame } from "../../../src/ui/tui/room.ts";
import { nothingSelected } from "../../../src/ui/tui/selection.ts";
import { contentOf } from "../../engine/control/fixture-checkpoints.ts";
import { renderAt } from "../../support/render-at.ts";
import { afternoon, NOW, openSwitch, testClient } from "./fixtures.ts";

const size = { columns: 100, height: 30 };
const listed = { selected: nothingSelected, scroll: 0 } as const;
const read = { kind: "ok", content: contentOf(NOW) } as const;
const ended = openSwitch({ id: "sw-1", endedAt: NOW, outcome: "done" });
const engine = { ...initialState.engine, startedAt: NOW - 3_600_000 };
const reads = new Map([["cp-22", read]]);

const views: Readonly<Record<string, readonly [view: ReactNode, shows: string]>> = {
	"the history": [
		<HistoryDialog key="h" {...size} dialog={{ ...listed, kind: "history" }} />,
		"History (1)",
	],
	"a switch that ended": [
		<PastSwitchDialog
			key="p"
			{...size}
			dialog={{ ...listed, kind: "past-switch", switchId: "sw-1" }}
		/>,
		"main → backup",
	],
	"the checkpoints": [
		<CheckpointsDialog
			key="c"
			{...size}
			dialog={{ ...listed, kind: "checkpoints", of: null, reads, reading: null }}
		/>,
		"cp-22",
	],
	"a checkpoint": [
		<CheckpointDialog
			key="o"
			{...size}
			dialog={{
				...{ ...listed, kind: "checkpoint", ask: 1, checkpoint: "cp-22" },
				...{ part: "held", read, compared: null },
			}}
		/>,
		"Its pane",
	],
	"a session": [<SessionDialog key="s" {...size} session="web-cart" />, "all 14 tests pass"],
	"the loops": [
		<LoopsDialog
			key="l"
			{...size}
			dialog={{ ...listed, kind: "loops", reading: null, problem: null }}
		/>,
		"journal: event",
	],
};

/** Draws what the views do not show: when it is there, they had their turn as well. */
function Newest() {
	const why = useFrame((frame) => frame.snapshot.state.verdict?.why ?? "");
	return <Text>{why}</Text>;
}

test.each(Object.entries(views))(
	"%s is drawn again for what it shows, and for nothing else",
	async (_, [view, shows]) => {
		const first = afternoon({ switches: [ended], engine });
		const client = testClient(first);
		const options = {
			demo: false,
			readonly: false,
			ascii: false,
			banner: null,
			env: {},
			now: () => NOW,
		};
		const room = createRoom({
			...{ client, options, runChild: async () => 0 },
			...{ closing: new AbortController().signal, quit: () => {} },
		});
		let draws = 0;
		const rendered = renderAt(
			<RoomProvider value={room}>
				<Profiler id="view" onRender={() => draws++}>
					{view}
				</Profiler>
				<Newest />
			</RoomProvider>,
			100,
			32,
		);
		onTestFinished(() => {
			rendered.unmount();
			room.frames.close();
		});
		await vi.waitFor(() => expect(rendered.frame()).toContain(shows));
		const before = draws;
		const later = (state: object): void => {
			client.store.setState({ ...first, state: { ...first.state, ...state } });
			room.frames.touch();
		};
		later({ verdict: { why: "seen by all others", at: NOW } });
		await vi.waitFor(() => expect(rendered.frame()).toContain("seen by all others"));
		expect(draws).toBe(before);
		room.frames.store.setState({ minute: NOW + 2 * 86_400_000 });
		await vi.waitFor(() => expect(draws).toBeGreaterThan(before));
	},
);
