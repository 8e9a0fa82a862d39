import { allScreens } from "./draw.tsx";

// Says all screens, as JSON.
process.stdout.write(JSON.stringify([...(await allScreens())]));
