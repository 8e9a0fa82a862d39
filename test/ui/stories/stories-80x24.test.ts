import { playStories } from "./play.ts";

playStories({ columns: 80, rows: 24, env: { LC_ALL: "C.UTF-8" } });
