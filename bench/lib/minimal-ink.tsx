import { render, Text, useInput } from "ink";

// The least that a full-screen program with Ink is: what starting one costs at least.
function Screen() {
	useInput(() => {});
	return <Text>ready</Text>;
}

const how = { alternateScreen: true, incrementalRendering: true, patchConsole: false } as const;
render(<Screen />, { ...how, interactive: true });
