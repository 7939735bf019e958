// Loaded by ts-node before the program and before the tests (tsconfig.json, "ts-node").
//
// Pulumi's SDK notes a stack trace for every promise that it makes, in case one is never settled.
// ts-node translates each trace to lines of TypeScript, which takes longer than making the resources.
// So the traces of promises stay empty; those of errors are translated as ever.
"use strict";

const translate = Error.prepareStackTrace;
if (translate !== undefined) {
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? "" : translate(error, frames);
}
