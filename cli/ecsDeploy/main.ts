import { processIo } from "../io";
import { run } from "./run";

// The SDK tells everybody who runs Node 20, with every command; package.json says what this program wants.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

void run(process.argv.slice(2), processIo()).then((code) => (process.exitCode = code));
