/**
 * Version of every JSON object that the control plane and the command line give out. Keys are only
 * ever added within a version; promised keys are always there, `null` when not known. All times are
 * epoch milliseconds, all ratios are 0..1.
 */
export const SCHEMA_VERSION = 1;
