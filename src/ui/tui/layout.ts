/** The panes, in the order of their number keys. */
export const panes = ["sessions", "quota", "queue", "events", "preview"] as const;
export type PaneId = (typeof panes)[number];

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface Layout {
	readonly mode: "too-small" | "single" | "stacked" | "columns";
	readonly columns: number;
	readonly rows: number;
	/** Rows for banners under the header; there may be more banners than rows. */
	readonly notices: Rect;
	readonly body: Rect;
	readonly status: Rect;
	readonly footer: Rect;
	readonly panes: Readonly<Partial<Record<PaneId, Rect>>>;
}

export interface LayoutOptions {
	/** How many banners want to be shown. */
	readonly notices?: number;
	/** The focused pane alone. */
	readonly zoomed?: boolean;
}

export const FLOOR = { columns: 40, rows: 10 } as const;
const ONE_PANE_UNDER = { columns: 80, rows: 20 } as const;
const TWO_COLUMNS_FROM = 120;
const PREVIEW_FROM_ROWS = 36;

/** Where everything goes. Pure: sizes decide, never the content. */
export function layoutFor(
	columns: number,
	rows: number,
	focus: PaneId,
	{ notices = 0, zoomed = false }: LayoutOptions = {},
): Layout {
	const banners = Math.min(notices, rows < ONE_PANE_UNDER.rows ? 1 : 3);
	const body: Rect = { x: 0, y: 1 + banners, width: columns, height: rows - 3 - banners };
	const mode = modeOf(columns, rows, zoomed);
	return {
		mode,
		columns,
		rows,
		notices: { x: 0, y: 1, width: columns, height: banners },
		body,
		status: { x: 0, y: rows - 2, width: columns, height: 1 },
		footer: { x: 0, y: rows - 1, width: columns, height: 1 },
		panes: placed(mode, body, rows, focus),
	};
}

function placed(mode: Layout["mode"], body: Rect, rows: number, focus: PaneId): Layout["panes"] {
	switch (mode) {
		case "too-small":
			return {};
		case "single":
			return { [focus]: body };
		case "stacked":
			return stacked(body, focus);
		default:
			return twoColumns(body, rows >= PREVIEW_FROM_ROWS, focus);
	}
}

function modeOf(columns: number, rows: number, zoomed: boolean): Layout["mode"] {
	if (columns < FLOOR.columns || rows < FLOOR.rows) return "too-small";
	const small = columns < ONE_PANE_UNDER.columns || rows < ONE_PANE_UNDER.rows;
	if (zoomed || small) return "single";
	return columns >= TWO_COLUMNS_FROM ? "columns" : "stacked";
}

/** Sessions over quota and events; the queue or the preview take the lower part when they have the focus. */
function stacked(body: Rect, focus: PaneId): Layout["panes"] {
	const [upper, lower] = splitRows(body, Math.max(8, Math.floor(body.height * 0.4)));
	if (focus === "queue" || focus === "preview") return { sessions: upper, [focus]: lower };
	const [left, right] = splitColumns(lower, Math.floor(lower.width / 2));
	return { sessions: upper, quota: left, events: right };
}

/** Where there is no room for the preview it takes the place of the queue when it has the focus. */
function twoColumns(body: Rect, withPreview: boolean, focus: PaneId): Layout["panes"] {
	const [left, right] = splitColumns(body, Math.floor(body.width * 0.6));
	const [sessions, events] = splitRows(left, Math.floor(left.height * 0.42));
	if (!withPreview) {
		const [quota, lower] = splitRows(right, Math.floor(right.height / 2));
		return { sessions, quota, [focus === "preview" ? "preview" : "queue"]: lower, events };
	}
	const [upper, preview] = splitRows(right, Math.floor(right.height * 0.42));
	const [quota, queue] = splitRows(upper, Math.floor(upper.height / 2));
	return { sessions, quota, queue, events, preview };
}

function splitRows(area: Rect, lowerHeight: number): readonly [Rect, Rect] {
	const height = area.height - lowerHeight;
	return [
		{ ...area, height },
		{ ...area, y: area.y + height, height: lowerHeight },
	];
}

function splitColumns(area: Rect, leftWidth: number): readonly [Rect, Rect] {
	return [
		{ ...area, width: leftWidth },
		{ ...area, x: area.x + leftWidth, width: area.width - leftWidth },
	];
}
