/**
 * The two functions of node:http that are used. An `import` of them would read every export of that module, and one of
 * those loads the whole of fetch: some 10 MB and 30 ms that nobody needs here (measured on Node 24.21).
 */
export const { createServer, request } = process.getBuiltinModule("node:http");
