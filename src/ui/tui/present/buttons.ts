import { type Line, type Span, span } from "./line.ts";

/** The two buttons of a guarded dialog; brackets mark the one with the focus. */
export function buttons(focused: "cancel" | "run", run: string, enabled = true): Line {
	return [
		span("  "),
		button("Cancel", focused === "cancel", true),
		span("    "),
		button(run, focused === "run", enabled),
	];
}

function button(text: string, focused: boolean, enabled: boolean): Span {
	return span(focused ? `[ ${text} ]` : `  ${text}  `, {
		...(focused ? { inverse: true, bold: true } : {}),
		...(enabled ? {} : { dimColor: true }),
	});
}
