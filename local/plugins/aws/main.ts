import { loadDeclarations } from "../declarations/load";
import { serve } from "../provider/serve";
import { awsStandIn } from "./standIn";

void serve(awsStandIn(loadDeclarations(__dirname)));
