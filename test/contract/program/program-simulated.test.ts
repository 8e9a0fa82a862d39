import { openSimulatedSide } from "./simulated-side.ts";
import { describeProgram } from "./suite.ts";

describeProgram("the simulated agent", openSimulatedSide);
