const awkward = [
	"Plain words, then 'single', \"double\" and `back` quotes",
	"$HOME $\u007bPATH} $(exit 3) && || ; | > /dev/null 2>&1 !history #hash ~tilde",
	"\\ back \\n slashes \\\\ and %s %d percent signs",
	"\ta leading tab, a trailing space ",
	"",
	"    four leading spaces",
	"ünï cödé 日本語 العربية 🚀 👩‍👩‍👧 é (combining)",
	"--resume -p --help look like options",
	'{"json": [1, 2, null]} <xml attr="1">&amp;</xml> [brackets] if [[ -f x ]]; then',
	"@not-a-file /not-a-command * ? [a-z] {1..3}",
];

/** Forty lines with everything that shells, terminals and parsers like to change; no orders in it. */
export const awkwardPrompt = Array.from({ length: 40 }, (_, index) => {
	return `${awkward[index % awkward.length]}`;
}).join("\n");
