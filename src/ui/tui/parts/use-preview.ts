import { useEffect, useState } from "react";
import { plain } from "../present/plain.ts";
import { useRoom } from "../room.ts";

const EVERY_MS = 1000;

/** The last rows of a session's pane, read once a second while it is shown; `null` when there are none. */
export function usePreview(session: string | null, rows: number): readonly string[] | null {
	const { client } = useRoom();
	const [lines, setLines] = useState<readonly string[] | null>(null);
	useEffect(() => {
		setLines(null);
		if (session === null || rows < 1) return;
		let open = true;
		let timer: NodeJS.Timeout | undefined;
		const read = async () => {
			const seen = await client.preview(session, rows).catch(() => null);
			if (!open) return;
			const next = seen?.slice(-rows).map(plain) ?? null;
			setLines((now) => (same(now, next) ? now : next));
			timer = setTimeout(() => void read(), EVERY_MS);
			timer.unref();
		};
		void read();
		return () => {
			open = false;
			clearTimeout(timer);
		};
	}, [client, session, rows]);
	return lines;
}

function same(a: readonly string[] | null, b: readonly string[] | null): boolean {
	return a === b || (a !== null && b !== null && a.join("\n") === b.join("\n"));
}
