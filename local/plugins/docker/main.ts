import { loadDeclarations } from "../declarations/load";
import { serve } from "../provider/serve";
import { dockerStandIn } from "./standIn";

void serve(dockerStandIn(loadDeclarations(__dirname)));
