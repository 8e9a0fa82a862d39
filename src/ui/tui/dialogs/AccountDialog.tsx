import { settingOf } from "../actions/account-use.ts";
import { accountUseLines } from "../present/account-use-lines.ts";
import { buttons } from "../present/buttons.ts";
import { span } from "../present/line.ts";
import { useKeyOf, useMade } from "../room.ts";
import type { AccountDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface AccountDialogProps {
	readonly dialog: AccountDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What draining, disabling or enabling an account would do; `y` does it. */
export function AccountDialog({ dialog, columns, height }: AccountDialogProps) {
	const yes = useKeyOf("confirm", "account");
	const { account, to, problem, running, button } = dialog;
	const facts = useMade(({ snapshot: { state } }) => ({
		now: settingOf(state, account),
		sessions: Object.values(state.sessions).filter(
			(s) => s.account === account && s.incarnation !== null,
		).length,
	}));
	return (
		<TextDialog
			title="Account"
			text={[
				...problemLines(problem, columns - 4),
				...accountUseLines(account, to, facts, columns - 4),
			]}
			scroll={0}
			below={[
				[],
				[span(running ? "Setting…" : "Nothing has been done yet.", { bold: true })],
				buttons(button, `${yes} set it`),
			]}
			columns={columns}
			height={height}
		/>
	);
}
