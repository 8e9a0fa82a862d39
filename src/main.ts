process.stdout.write("claude-failover\n");
