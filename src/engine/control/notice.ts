/** Something about the control plane that a person must see to. */
export interface Notice {
	readonly what: string;
	readonly remedy: string;
}
