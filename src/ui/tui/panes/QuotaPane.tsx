import { Frame, innerHeight } from "../parts/Frame.tsx";
import { FramedRow } from "../parts/FramedRow.tsx";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { quotaRows } from "../present/quota-rows.ts";
import { useFrame, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";

const NOBODY = [span(" no accounts yet: `claude-failover init` finds them")];

/** The accounts, and how much of each quota window is used. */
export function QuotaPane({ columns, height, focused }: PaneProps) {
	const state = useFrame((frame) => frame.snapshot.state);
	const now = useFrame((frame) => frame.now);
	const selection = useView((view) => view.selected.quota);
	const rows = quotaRows(state, columns - 2, now);
	const accounts = [...new Set(rows.map((row) => row.account))];
	const selected = accounts[cursorOf(accounts, selection)];
	const first = rows.findIndex((row) => row.account === selected);
	const slice = sliceAround(rows.length, Math.max(0, first), innerHeight(height));
	const shared = { columns, focused };
	const shown = rows.slice(slice.from, slice.to).map(({ key, account, line }) => {
		const marked = focused && account === selected && key.endsWith("/");
		const marker = marked ? [span("▸", { color: "cyan", bold: true }), ...line.slice(1)] : line;
		return <FramedRow key={key} line={marker} {...shared} />;
	});
	return (
		<Frame
			title={`2 Quota (${accounts.length} accounts)`}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={rows.length === 0 ? [<FramedRow key="none/" line={NOBODY} {...shared} />] : shown}
			{...shared}
		/>
	);
}
