/**
 * Plain variables that bind the genuine program to a fake server on the loopback interface. As the
 * fake is its proxy too, whatever else it wants to reach is refused there.
 */
export function genuineEnv(apiUrl: string, temporaryDir: string): Record<string, string> {
	return {
		ANTHROPIC_BASE_URL: apiUrl,
		HTTPS_PROXY: apiUrl,
		NO_PROXY: "127.0.0.1",
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
		CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "1",
		CLAUDE_CODE_MAX_RETRIES: "1",
		CLAUDE_CODE_TMPDIR: temporaryDir,
		DISABLE_AUTOUPDATER: "1",
		// Else root may not use bypassPermissions.
		...(process.getuid?.() === 0 ? { IS_SANDBOX: "1" } : {}),
	};
}
