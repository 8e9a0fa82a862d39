import { Box } from "ink";
import type { Rect } from "../layout.ts";
import { useView } from "../room.ts";
import { topDialog } from "../view-store.ts";
import { AccountDialog } from "./AccountDialog.tsx";
import { dialogBox } from "./box.ts";
import { CheckpointDialog } from "./CheckpointDialog.tsx";
import { CheckpointsDialog } from "./CheckpointsDialog.tsx";
import type { Dialog } from "./dialog.ts";
import { ExplainDialog } from "./ExplainDialog.tsx";
import { HelpDialog } from "./HelpDialog.tsx";
import { HistoryDialog } from "./HistoryDialog.tsx";
import { LoopsDialog } from "./LoopsDialog.tsx";
import { NewTaskDialog } from "./NewTaskDialog.tsx";
import { PaletteDialog } from "./PaletteDialog.tsx";
import { PastSwitchDialog } from "./PastSwitchDialog.tsx";
import { ProgressDialog } from "./ProgressDialog.tsx";
import { QuitDialog } from "./QuitDialog.tsx";
import { RestoreDialog } from "./RestoreDialog.tsx";
import { SendDialog } from "./SendDialog.tsx";
import { SessionDialog } from "./SessionDialog.tsx";
import { StopDialog } from "./StopDialog.tsx";
import { StopMarkedDialog } from "./StopMarkedDialog.tsx";
import { SwitchDialog } from "./SwitchDialog.tsx";
import { TaskActDialog } from "./TaskActDialog.tsx";
import { TaskDialog } from "./TaskDialog.tsx";
import { WaitDialog } from "./WaitDialog.tsx";

/** The dialog that has the keys, over the panes. */
export function TopDialog({ columns, rows }: { readonly columns: number; readonly rows: number }) {
	const dialog = useView(topDialog);
	// A filter is written in the status line: its pane stays in sight.
	if (dialog === undefined || dialog.kind === "filter") return null;
	const box = dialogBox(dialog.kind, columns, rows);
	return (
		<Box position="absolute" left={box.x} top={box.y} width={box.width} height={box.height}>
			<Content dialog={dialog} box={box} />
		</Box>
	);
}

type Boxed = Exclude<Dialog, { kind: "filter" }>;

function Content({ dialog, box }: { readonly dialog: Boxed; readonly box: Rect }) {
	const size = { columns: box.width, height: box.height };
	switch (dialog.kind) {
		case "switch":
			return <SwitchDialog dialog={dialog} {...size} />;
		case "wait":
			return <WaitDialog dialog={dialog} {...size} />;
		case "checkpoints":
			return <CheckpointsDialog dialog={dialog} {...size} />;
		case "checkpoint":
			return <CheckpointDialog dialog={dialog} {...size} />;
		case "restore":
			return <RestoreDialog dialog={dialog} {...size} />;
		case "session":
			return <SessionDialog session={dialog.session} {...size} />;
		case "explain":
			return <ExplainDialog dialog={dialog} {...size} />;
		case "stop":
			return <StopDialog dialog={dialog} {...size} />;
		case "stop-marked":
		case "stop-many":
			return <StopMarkedDialog dialog={dialog} {...size} />;
		case "new-task":
			return <NewTaskDialog dialog={dialog} {...size} />;
		case "task":
			return <TaskDialog dialog={dialog} {...size} />;
		case "task-act":
			return <TaskActDialog dialog={dialog} {...size} />;
		case "send":
			return <SendDialog dialog={dialog} {...size} />;
		case "account":
			return <AccountDialog dialog={dialog} {...size} />;
		case "progress":
			return <ProgressDialog dialog={dialog} {...size} />;
		case "history":
			return <HistoryDialog dialog={dialog} {...size} />;
		case "past-switch":
			return <PastSwitchDialog dialog={dialog} {...size} />;
		case "loops":
			return <LoopsDialog dialog={dialog} {...size} />;
		case "palette":
			return <PaletteDialog dialog={dialog} {...size} />;
		case "help":
			return <HelpDialog dialog={dialog} {...size} />;
		default:
			return <QuitDialog dialog={dialog} {...size} />;
	}
}
