export function pinnedVersion(): string;
export function genuineProgramPath(): string;
export function isInstalled(): boolean;
