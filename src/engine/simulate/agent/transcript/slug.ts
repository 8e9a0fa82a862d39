const MAX_SLUG = 200;

/** Base-36 digest that keeps the slugs of long paths apart; its exact value is not known. */
function digest(text: string): string {
	let hash = 0;
	for (let at = 0; at < text.length; at += 1) hash = (hash * 31 + text.charCodeAt(at)) | 0;
	return Math.abs(hash).toString(36);
}

/** The folder of a directory's transcripts: all but ASCII letters and digits become `-`, one per
 * UTF-16 unit; over 200 characters it is cut and gets a digest (seen on 2.1.330). */
export function slugOf(realCwd: string): string {
	const slug = realCwd.replace(/[^A-Za-z0-9]/g, "-");
	return slug.length <= MAX_SLUG ? slug : `${slug.slice(0, MAX_SLUG)}-${digest(realCwd)}`;
}
