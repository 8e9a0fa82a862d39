import { styleText } from "node:util";

/** The few colours of the progress; all are of the terminal's own palette. */
export type Colour = "green" | "yellow" | "cyan" | "red" | "dim" | "bold";

/** Colours text unless `NO_COLOR` says otherwise; nothing depends on colour alone. */
export function colourer(
	env: Readonly<Record<string, string | undefined>>,
): (text: string, colour: Colour) => string {
	if (env.NO_COLOR) return (text) => text;
	return (text, colour) => styleText(colour, text, { validateStream: false });
}
