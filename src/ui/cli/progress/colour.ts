import { styleText } from "node:util";
import type { RowLook } from "../../tui/present/switch-rows.ts";

/** Colours text unless `NO_COLOR` says otherwise; nothing depends on colour alone. */
export function colourer(
	env: Readonly<Record<string, string | undefined>>,
): (text: string, colour: RowLook) => string {
	if (env.NO_COLOR) return (text) => text;
	return (text, colour) => styleText(colour, text, { validateStream: false });
}
