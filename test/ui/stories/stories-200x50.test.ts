import { playStories } from "./play.ts";

// A locale without UTF-8: the same stories in ASCII.
playStories({ columns: 200, rows: 50, env: { LC_ALL: "C" } });
