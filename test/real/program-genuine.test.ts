import { describeProgram } from "../contract/program/suite.ts";
import { openGenuineSide } from "./genuine-side.ts";

describeProgram("the genuine program", openGenuineSide);
