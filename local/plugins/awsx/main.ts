import { main } from "@pulumi/pulumi/provider";

import { loadDeclarations } from "../declarations/load";
import { resolveEndpoints } from "../endpoint";
import { endWithEngine } from "../provider/serve";
import { constructComponent } from "./construct";

const declarations = loadDeclarations(__dirname);
endWithEngine();
void main(
  {
    version: declarations.version,
    construct: (name, type, inputs, options) => {
      // The resources go to the aws provider; this is only to be as strict as that stand-in.
      resolveEndpoints([], process.env);
      return constructComponent(declarations, name, type, inputs, options);
    },
  },
  process.argv.slice(2),
);
