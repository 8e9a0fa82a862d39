/** How hooks name a Bash call. */
export function toolFields(command: string): Record<string, unknown> {
	return { tool_name: "Bash", tool_input: { command, description: "run it" } };
}
