import type { State } from "../../../src/state/model.ts";
import type { GenuineProduct } from "./start-genuine-product.ts";

/** One figure of quota, so that what was told and what is shown can be compared. */
export type Figure = `${string} ${number} until ${number}`;

/** The status line tells tenths of a percent (seen on 2.1.330). */
const figure = (window: string, ratio: number, resetsAtMs: number | null): Figure =>
	`${window} ${Number(ratio.toFixed(3))} until ${resetsAtMs ?? 0}`;

/** Notes every figure that the product shows of its accounts from now on, in whatever state it was. */
export function watchFigures(product: GenuineProduct): (account: string) => ReadonlySet<Figure> {
	const shown = new Map<string, Set<Figure>>();
	const note = ({ accounts }: State): void => {
		for (const { name, windows } of Object.values(accounts)) {
			const known = shown.get(name) ?? new Set();
			for (const w of Object.values(windows)) known.add(figure(w.window, w.usedRatio, w.resetsAt));
			shown.set(name, known);
		}
	};
	note(product.state());
	product.engine.client.store.subscribe(({ state }) => note(state));
	return (account) => shown.get(account) ?? new Set();
}

/** Every figure that an account's own server has told. */
export function toldFigures(product: GenuineProduct, account: string): ReadonlySet<Figure> {
	const told = product.world.api.told(account);
	return new Set(told.map((t) => figure(t.window, t.ratio, t.resetsAt * 1000)));
}
