/** Keeps a core busy until this process has used so much more CPU time. */
export function burnCpu(ms: number): void {
	const used = (): number => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	};
	for (const end = used() + ms; used() < end; );
}
