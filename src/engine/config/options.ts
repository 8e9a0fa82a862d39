import * as z from "zod";
import { configSchema } from "./schema.ts";

/** One option of the file, for the documentation and for checks of the example. */
export interface OptionDoc {
	/** As in `accounts[].limits.hourly_msgs`. */
	readonly key: string;
	readonly type: string;
	/** As it would be written; undefined when there is none. */
	readonly fallback: unknown;
	readonly about: string;
}

/** Every option in the order of the schema, sections before what is in them. */
export function listOptions(): readonly OptionDoc[] {
	const schema = configSchema({ env: {}, home: "/home/operator", baseDir: "/" });
	const found: OptionDoc[] = [];
	collect(schema, "", found);
	return found;
}

/** Keys that the section at `path` knows; none when it is not a section. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
	let current: z.core.$ZodType | undefined = inner(schema);
	for (const step of path) {
		if (current instanceof z.ZodObject) current = current.shape[String(step)];
		else if (current instanceof z.ZodArray) current = current.element;
		else return [];
		if (current === undefined) return [];
		current = inner(current);
	}
	return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function collect(schema: z.core.$ZodType, prefix: string, found: OptionDoc[]): void {
	const core = inner(schema);
	if (core instanceof z.ZodArray) collect(core.element, `${prefix}[]`, found);
	if (!(core instanceof z.ZodObject)) return;
	for (const [name, option] of Object.entries<z.core.$ZodType>(core.shape)) {
		const key = prefix === "" ? name : `${prefix}.${name}`;
		found.push({
			key,
			type: typeName(option),
			fallback: fallbackOf(option),
			about: z.globalRegistry.get(option)?.description ?? "",
		});
		collect(option, key, found);
	}
}

/** What lies under defaults, optionality and transforms. */
function inner(schema: z.core.$ZodType): z.core.$ZodType {
	if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
		return inner(schema.def.innerType);
	}
	return schema instanceof z.ZodPipe && !hasType(schema) ? inner(schema.def.in) : schema;
}

function hasType(schema: z.core.$ZodType): boolean {
	return typeof z.globalRegistry.get(schema)?.type === "string";
}

function typeName(schema: z.core.$ZodType): string {
	const core = inner(schema);
	const type = z.globalRegistry.get(core)?.type;
	if (typeof type === "string") return type;
	if (core instanceof z.ZodArray) {
		const item = typeName(core.element);
		return item === "section" ? "list of sections" : `list: ${item}`;
	}
	return core instanceof z.ZodObject ? "section" : "value";
}

function fallbackOf(schema: z.core.$ZodType): unknown {
	return schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}
