/** Makes something of an object that never changes once, and gives it again for the same object; forgotten with it. */
export function onceFor<K extends object, T>(make: (of: K) => T): (of: K) => T {
	const made = new WeakMap<K, { readonly value: T }>();
	return (of) => {
		const known = made.get(of);
		if (known !== undefined) return known.value;
		const value = make(of);
		made.set(of, { value });
		return value;
	};
}
