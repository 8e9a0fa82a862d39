import { cut, type Line, span, widthOf } from "./line.ts";

/** The upper edge of a frame with its title in it. The focused frame has double lines. */
export function topEdge(title: string, columns: number, focused: boolean): Line {
	const [left, line, right] = focused ? ["╔", "═", "╗"] : ["┌", "─", "┐"];
	const shown = cut(title, columns - 6);
	const rest = Math.max(0, columns - 5 - widthOf(shown));
	const style = focused ? ({ color: "cyan" } as const) : ({ dimColor: true } as const);
	return [
		span(`${left}${line} `, style),
		span(shown, focused ? { bold: true } : {}),
		span(` ${line.repeat(rest)}${right}`, style),
	];
}

/** The lower edge of a frame, with a remark near its right end. */
export function bottomEdge(remark: string, columns: number, focused: boolean): Line {
	const [left, line, right] = focused ? ["╚", "═", "╝"] : ["└", "─", "┘"];
	const style = focused ? ({ color: "cyan" } as const) : ({ dimColor: true } as const);
	if (remark === "")
		return [span(`${left}${line.repeat(Math.max(0, columns - 2))}${right}`, style)];
	const shown = cut(remark, columns - 6);
	const rest = Math.max(0, columns - 5 - widthOf(shown));
	return [span(`${left}${line.repeat(rest)} ${shown} ${line}${right}`, style)];
}

/** What is outside of the slice that a list shows: `▴ 3 more`, `5 more ▾`. */
export function outside(above: number, below: number): string {
	const parts = [above > 0 ? `▴ ${above} more` : "", below > 0 ? `${below} more ▾` : ""];
	return parts.filter((part) => part !== "").join("  ");
}
