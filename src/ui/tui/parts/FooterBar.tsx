import { factsOf } from "../facts.ts";
import { footerLine } from "../present/footer.ts";
import { useMade, useRoom, useView } from "../room.ts";
import { contextsOf } from "../route-keys.ts";
import { Row } from "./Row.tsx";

/** The keys that count now. */
export function FooterBar({ columns }: { readonly columns: number }) {
	const room = useRoom();
	const view = useView((v) => v);
	const line = useMade((frame) =>
		footerLine(contextsOf(view), factsOf(room, frame, view), columns),
	);
	return <Row columns={columns} line={line} />;
}
