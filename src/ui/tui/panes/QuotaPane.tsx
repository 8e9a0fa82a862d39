import { filterWords, listedAccounts } from "../listed.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { outside } from "../present/edges.ts";
import { span } from "../present/line.ts";
import { quotaRows } from "../present/quota-rows.ts";
import { useMade, useView } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { PaneProps } from "./pane-props.ts";

const NONE_SUCH = [span(" no account is like that; esc lists all of them")];
const NOBODY = [span(" no accounts yet: `claude-failover init` finds them")];

/** The accounts, and how much of each quota window is used. */
export function QuotaPane({ columns, height, focused }: PaneProps) {
	const selection = useView((view) => view.selected.quota);
	const filter = useView((view) => view.filters.quota);
	const rows = useMade(({ snapshot: { state }, now }) => {
		const all = quotaRows(state, columns - 2, now);
		if (filter === "") return all;
		const listed = new Set(listedAccounts(state, now, filter));
		return all.filter((row) => listed.has(row.account));
	});
	const accounts = [...new Set(rows.map((row) => row.account))];
	const selected = accounts[cursorOf(accounts, selection)];
	const first = rows.findIndex((row) => row.account === selected);
	const slice = sliceAround(rows.length, Math.max(0, first), innerHeight(height));
	const inner = columns - 2;
	const shown = rows.slice(slice.from, slice.to).map(({ key, account, line }) => {
		const marked = focused && account === selected && key.endsWith("/");
		const marker = marked ? [span("▸", { color: "cyan", bold: true }), ...line.slice(1)] : line;
		return <Row key={key} line={marker} columns={inner} />;
	});
	return (
		<Frame
			title={`2 Quota (${accounts.length} accounts)${filterWords(filter)}`}
			foot={outside(slice.above, slice.below)}
			height={height}
			rows={
				rows.length === 0
					? [<Row key="none/" line={filter === "" ? NOBODY : NONE_SUCH} columns={inner} />]
					: shown
			}
			columns={columns}
			focused={focused}
		/>
	);
}
