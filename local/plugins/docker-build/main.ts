import { loadDeclarations } from "../declarations/load";
import { serve } from "../provider/serve";
import { dockerBuildStandIn } from "./standIn";

void serve(dockerBuildStandIn(loadDeclarations(__dirname)));
