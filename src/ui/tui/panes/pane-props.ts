/** What every pane is given: its size, and whether the keys go to it. */
export interface PaneProps {
	readonly columns: number;
	readonly height: number;
	readonly focused: boolean;
}
