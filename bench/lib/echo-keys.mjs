// The least that shows a key: what a terminal, tmux and a reading process cost at least.
process.stdin.setRawMode(true);
process.stdin.on("data", (keys) => process.stdout.write(`<${keys}>\r\n`));
process.stdout.write("ready\r\n");
