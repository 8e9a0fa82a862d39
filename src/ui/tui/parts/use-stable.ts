import { useRef } from "react";

/** The value of the last drawing while it says the same, so that memoised rows are not drawn again. */
export function useStable<T>(value: T): T {
	const last = useRef({ value, text: JSON.stringify(value) });
	const text = JSON.stringify(value);
	if (text !== last.current.text) last.current = { value, text };
	return last.current.value;
}
