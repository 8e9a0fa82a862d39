const WORDS = {
	EEXIST: "file already exists",
	EINVAL: "invalid argument",
	EISDIR: "illegal operation on a directory",
	ELOOP: "too many symbolic links encountered",
	ENOENT: "no such file or directory",
	ENOSPC: "no space left on device",
	ENOTDIR: "not a directory",
	ENOTEMPTY: "directory not empty",
};

/** As the errors of `node:fs`: what fails carries the system's `code`. */
class SystemError extends Error {
	readonly code: keyof typeof WORDS;

	constructor(code: keyof typeof WORDS, call: string, path: string) {
		super(`${code}: ${WORDS[code]}, ${call} '${path}'`);
		this.code = code;
	}
}

/** Without a stack, as those of `node:fs/promises`; taking one costs more than most simulated calls. */
export function systemError(code: keyof typeof WORDS, call: string, path: string): Error {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 0;
	const error = new SystemError(code, call, path);
	Error.stackTraceLimit = stackTraceLimit;
	return error;
}
