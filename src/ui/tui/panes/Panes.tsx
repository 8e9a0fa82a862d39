import { Box } from "ink";
import type { ReactNode } from "react";
import type { Layout, PaneId, Rect } from "../layout.ts";
import { useView } from "../room.ts";
import { EventsPane } from "./EventsPane.tsx";
import { PreviewPane } from "./PreviewPane.tsx";
import type { PaneProps } from "./pane-props.ts";
import { QueuePane } from "./QueuePane.tsx";
import { QuotaPane } from "./QuotaPane.tsx";
import { SessionsPane } from "./SessionsPane.tsx";

const parts: Readonly<Record<PaneId, (props: PaneProps) => ReactNode>> = {
	sessions: SessionsPane,
	quota: QuotaPane,
	queue: QueuePane,
	events: EventsPane,
	preview: PreviewPane,
};

/** One pane by its name. */
export function Pane({ id, ...props }: PaneProps & { readonly id: PaneId }) {
	const Part = parts[id];
	return <Part {...props} />;
}

/** The panes, each exactly where the layout has it. */
export function Panes({ layout }: { readonly layout: Layout }) {
	const focus = useView((view) => view.focus);
	const { body } = layout;
	return (
		<Box width={body.width} height={body.height} flexShrink={0}>
			{(Object.entries(layout.panes) as [PaneId, Rect][]).map(([id, rect]) => {
				return (
					<Box key={id} position="absolute" left={rect.x} top={rect.y - body.y}>
						<Pane id={id} columns={rect.width} height={rect.height} focused={focus === id} />
					</Box>
				);
			})}
		</Box>
	);
}
