import { describe, expect, it } from "vitest";
import { problemsOf, SOUND } from "./read.ts";

/** What is written after the accounts (they end in line 3), and the one line that it must give. */
const WRONG: readonly (readonly [string, string, string])[] = [
	[
		"a misspelt key",
		"quota:\n  window_5h_treshold: 0.9\n",
		"config.yaml:5:3 quota.window_5h_treshold: unknown key; did you mean window_5h_threshold?",
	],
	[
		"a key in camel case",
		"quota: { pollInterval: 5m }\n",
		"config.yaml:4:10 quota.pollInterval: unknown key; did you mean poll_interval?",
	],
	[
		"a key of another section",
		"drain_timeout: 5m\n",
		"config.yaml:4:1 drain_timeout: unknown key; it belongs in switch",
	],
	[
		"an unknown key without a value",
		"tmux:\n  zzzzzz:\n",
		"config.yaml:5:3 tmux.zzzzzz: unknown key; known here: socket",
	],
	[
		"a number as a duration",
		"checkpoint: { interval: 60 }\n",
		"config.yaml:4:25 checkpoint.interval: expected a duration, found 60; write it as 30s, 5m, 12h or 2d",
	],
	[
		"a duration beyond what a timer can wait",
		"checkpoint: { interval: 90d }\n",
		'config.yaml:4:25 checkpoint.interval: "90d" is out of range; write 1s to 1d',
	],
	[
		"a percentage as a ratio",
		"quota: { window_week_threshold: 95 }\n",
		"config.yaml:4:33 quota.window_week_threshold: expected a ratio above 0 and up to 1, found 95; write 0.95",
	],
	[
		"a ratio of zero",
		"quota: { window_week_threshold: 0 }\n",
		"config.yaml:4:33 quota.window_week_threshold: expected a ratio above 0 and up to 1, found 0; write 0.90 for 90 %",
	],
	[
		"a misspelt choice",
		"switch: { policy: atuo }\n",
		'config.yaml:4:19 switch.policy: expected one of auto, ask, off, found "atuo"; did you mean auto?',
	],
	[
		"a session name that tmux would split",
		"pool: { dedicated: [{ name: ccl.0, project: /srv/app }] }\n",
		'config.yaml:4:29 pool.dedicated[0].name: expected a session name, found "ccl.0"; use letters, digits, _ and - (tmux takes . and : for separators)',
	],
	[
		"a dedicated session with the name of an autonomous one",
		"pool: { autonomous: {}, dedicated: [{ name: ccl-auto-20, project: /srv/app }] }\n",
		'config.yaml:4:45 pool.dedicated[0].name: "ccl-auto-20" is also the name of an autonomous session; rename it, or change pool.autonomous first or max',
	],
	[
		"two sessions of one name",
		"pool:\n  dedicated:\n    - { name: a, project: /x }\n    - { name: a, project: /y }\n",
		"config.yaml:7:15 pool.dedicated[1].name: another session has this name; change one of the two",
	],
	[
		"a pin to an account that is not there",
		"pool: { dedicated: [{ name: a, project: /x, account: mian }] }\n",
		'config.yaml:4:54 pool.dedicated[0].account: there is no account "mian"; did you mean main?',
	],
	[
		"fewer at most than at least",
		"pool: { autonomous: { min: 5, max: 3 } }\n",
		"config.yaml:4:28 pool.autonomous.min: 5 is above max, which is 3; lower min or raise max",
	],
	[
		"a size of memory without its unit",
		"pool: { autonomous: { memory_per_session: 400 } }\n",
		"config.yaml:4:43 pool.autonomous.memory_per_session: expected a size of memory, found 400; write it as 400M, 1.5G or 0",
	],
	[
		"a capability of two words",
		'pool: { autonomous: { capabilities: ["a browser"] } }\n',
		'config.yaml:4:38 pool.autonomous.capabilities[0]: expected a capability, found "a browser"; write one word, as in browser',
	],
	[
		"an unknown variable in a path",
		`pool: { shared_projects_dir: "\${NOWHERE}/projects" }\n`,
		"config.yaml:4:30 pool.shared_projects_dir: the environment has no NOWHERE; set it, or write the path out",
	],
	[
		"a variable without braces",
		"pool: { shared_projects_dir: $HOME/projects }\n",
		`config.yaml:4:30 pool.shared_projects_dir: "$HOME/projects" has a $ without braces; write \${NAME}`,
	],
	[
		"another user's home",
		"pool: { shared_projects_dir: ~root/projects }\n",
		'config.yaml:4:30 pool.shared_projects_dir: "~root/projects" names another user\'s home; write the whole path',
	],
	[
		"a shared tree inside an account's home",
		"pool: { shared_projects_dir: ~/.claude-accounts/main/projects }\n",
		"config.yaml:4:30 pool.shared_projects_dir: it lies in the private home /home/operator/.claude-accounts/main, whose own link would point at itself; use a directory beside the homes, like ~/.claude-shared/projects",
	],
	[
		"all interfaces",
		"mcp_http: { listen: 0.0.0.0:8787, bearer_token_env: TOKEN }\n",
		'config.yaml:4:21 mcp_http.listen: expected an address of this machine\'s loopback, found "0.0.0.0:8787": others could reach it; write unix, or 127.0.0.1:PORT for TCP beside the socket',
	],
	[
		"a host that only looks like loopback",
		"mcp_http: { listen: 127.evil.example:80, bearer_token_env: TOKEN }\n",
		'config.yaml:4:21 mcp_http.listen: expected an address of this machine\'s loopback, found "127.evil.example:80": others could reach it; write unix, or 127.0.0.1:PORT for TCP beside the socket',
	],
	[
		"TCP without a token",
		"mcp_http: { listen: 127.0.0.1:8787 }\n",
		"config.yaml:4:21 mcp_http.listen: TCP is open to every user of this machine, and there is no token; add bearer_token_env: NAME, or listen: unix",
	],
	[
		"two tokens of one name",
		"mcp_http: { tokens: [{ name: a, token_env: A }, { name: a, token_env: B }] }\n",
		"config.yaml:4:57 mcp_http.tokens[1].name: another has this name; give each token a name of its own",
	],
	[
		"a token with the name of the first one",
		"mcp_http: { bearer_token_env: A, tokens: [{ name: bearer, token_env: B }] }\n",
		"config.yaml:4:51 mcp_http.tokens[0].name: that of bearer_token_env has this name; give each token a name of its own",
	],
	[
		"a private directory among the links",
		"links: { optional: [tasks, sessions] }\n",
		"config.yaml:4:28 links.optional[1]: sessions/ belongs to one account; remove it: sharing it would mix up accounts",
	],
	[
		"a credential file among the links",
		"links: { optional: [.credentials.json] }\n",
		'config.yaml:4:21 links.optional[0]: expected a plain directory name, found ".credentials.json"; use lower-case letters, digits and -',
	],
	[
		"links without projects",
		"links: { required: [file-history] }\n",
		"config.yaml:4:20 links.required: projects is not in the list, and no conversation moves without it; add projects",
	],
	[
		"a variable that overrides the account",
		"claude: { env_pass: [PATH, ANTHROPIC_*] }\n",
		"config.yaml:4:28 claude.env_pass[1]: ANTHROPIC_* would pass ANTHROPIC_API_KEY on, which overrides the account; use token_env, token_file or env of the account",
	],
	[
		"a list where a section belongs",
		"tmux: []\n",
		"config.yaml:4:7 tmux: expected a section, found a list; write `key: value` lines under it",
	],
	[
		"a plain http webhook",
		"notify: { webhook: [{ name: a, url: 'http://example.org/' }] }\n",
		"config.yaml:4:37 notify.webhook[0].url: the address is not https; http is for this machine only",
	],
	[
		"hours that do not exist",
		"notify: { quiet_hours: 22:00-24:00 }\n",
		'config.yaml:4:24 notify.quiet_hours: expected hours, found "22:00-24:00"; write them like 22:00-07:00',
	],
];

const WRONG_ACCOUNTS: readonly (readonly [string, string, string])[] = [
	[
		"no accounts",
		"accounts: []\n",
		"config.yaml:1:11 accounts: the list is empty; `claude-failover init` finds what to put here",
	],
	["no accounts section", "ui: { fps: 9 }\n", "config.yaml:1:1 accounts: missing; add it: a list"],
	[
		"an account without a home",
		"accounts:\n  - name: a\n",
		"config.yaml:2:5 accounts[0].home: missing; add it: path",
	],
	[
		"two accounts of one name",
		"accounts: [{ name: a, home: /x }, { name: a, home: /y }]\n",
		"config.yaml:1:43 accounts[1].name: another account has this name; change one of the two",
	],
	[
		"two accounts with one home",
		"accounts: [{ name: a, home: ~/x }, { name: b, home: /home/operator/y/../x/ }]\n",
		"config.yaml:1:53 accounts[1].home: another account has this home, and two logins in one home destroy each other; change one of the two",
	],
	[
		"the operator's own home directory as an account's",
		"accounts: [{ name: a, home: ~ }]\n",
		"config.yaml:1:29 accounts[0].home: missing; add it: path",
	],
	[
		"the same, written out",
		"accounts: [{ name: a, home: ~/ }]\n",
		"config.yaml:1:29 accounts[0].home: this is no private home: links and Claude's files would lie among your own; use a directory of its own, like ~/.claude-accounts/main",
	],
	[
		"a key account without a key",
		"accounts: [{ name: a, home: /x, kind: api_key }]\n",
		"config.yaml:1:39 accounts[0].kind: an account of kind api_key has no token; add token_env: NAME or token_file: PATH",
	],
	[
		"a login with a token",
		"accounts: [{ name: a, home: /x, token_env: T }]\n",
		"config.yaml:1:44 accounts[0].token_env: an account of kind login takes no token; remove it, or set kind: oauth_token or api_key",
	],
	[
		"a secret among the plain variables",
		"accounts: [{ name: a, home: /x, env: { ANTHROPIC_API_KEY: whatever } }]\n",
		"config.yaml:1:59 accounts[0].env.ANTHROPIC_API_KEY: holds a secret, and no secret belongs in this file; use token_env or token_file of the account",
	],
	[
		"a variable that names the home a second time",
		"accounts: [{ name: a, home: /x, env: { CLAUDE_CONFIG_DIR: /y } }]\n",
		"config.yaml:1:59 accounts[0].env.CLAUDE_CONFIG_DIR: set by claude-failover itself for each session; remove it",
	],
];

describe("a configuration with one thing wrong in it says where, what and what to do", () => {
	it.each(WRONG)("%s", (_, text, line) => {
		expect(problemsOf(SOUND + text)).toEqual([line]);
	});

	it.each(WRONG_ACCOUNTS)("%s", (_, text, line) => {
		expect(problemsOf(text)).toEqual([line]);
	});
});

describe("the keys of the control room", () => {
	it.each([
		["ui: { keys: x }", "ui.keys: expected acts with their keys"],
		["ui: { keys: { stop: } }", "ui.keys.stop: expected a key or a list of keys"],
		["ui: { keys: { stop: [] } }", "ui.keys.stop: expected a key or a list of keys"],
		["ui: { keys: { stop: { a: b } } }", "ui.keys.stop: expected a key or a list of keys"],
		["ui: { keys: { stop: 10 } }", "ui.keys.stop: expected a key or a list of keys"],
	])("%s is refused", (text, why) => {
		expect(problemsOf(`${SOUND}${text}\n`).join("\n")).toContain(why);
	});
});

describe("a configuration with many things wrong in it", () => {
	it("names all of them at once, in the order of the file", () => {
		const keys = problemsOf(`accounts:
  - { nam: a, home: "\${NOPE}" }
  - 7
pool: { dedicated: [{ name: a, project: /x }, { name: a, project: "" }] }
quota: { poll_interval: soon }
ui: { fps: 0 }
`).map((line) => line.replace(/^config\.yaml:\d+:\d+ (\S+):.*$/, "$1"));
		expect(keys).toEqual([
			"accounts[0].name",
			"accounts[0].nam",
			"accounts[0].home",
			"accounts[1]",
			"pool.dedicated[1].name",
			"pool.dedicated[1].project",
			"quota.poll_interval",
			"ui.fps",
		]);
	});
});
