/**
 * Stands for the TypeScript compiler in the bundle. Pulumi's SDK asks for it at start-up, but uses it only to
 * serialize functions, which no component does.
 */
export const version = "";
