/** The same response, which says once when its body has been read to the end or nobody reads it any more. */
export function whenRead(response: Response, tell: () => void): Response {
	let told = false;
	// A stream that is cancelled while it waits for more comes to its end in several ways.
	const ended = (): void => {
		if (!told) tell();
		told = true;
	};
	if (response.body === null) {
		ended();
		return response;
	}
	const reader = response.body.getReader();
	const body = new ReadableStream<Uint8Array>({
		async pull(to) {
			try {
				const { done, value } = await reader.read();
				if (!done) return to.enqueue(value);
				ended();
				to.close();
			} catch (error) {
				ended();
				to.error(error);
			}
		},
		cancel(reason) {
			ended();
			return reader.cancel(reason);
		},
	});
	const { status, statusText, headers } = response;
	return new Response(body, { status, statusText, headers });
}
