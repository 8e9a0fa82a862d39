// The least that a program can do between a file that is renamed into a folder and a row that says so: it watches the
// folder, and commits one row for each file whose name ends in `.json`. Words: the folder, the database.
import { watch } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const [folder, file] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
db.exec("CREATE TABLE IF NOT EXISTS rows (name TEXT NOT NULL) STRICT");
const insert = db.prepare("INSERT INTO rows (name) VALUES (?)");

watch(folder, (_, name) => {
	if (name?.endsWith(".json")) insert.run(name);
});
process.stdout.write("up\n");

// It ends with whoever started it.
process.stdin.on("end", () => process.exit()).resume();
