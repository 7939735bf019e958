import { type ResourceEntry } from "../../resourceEntry";
import { flowLog } from "./flowLog";
import { eip, internetGateway, natGateway } from "./gateways";
import { launchTemplate } from "./launchTemplate";
import { route, routeTable, routeTableAssociation } from "./routes";
import { defaultSecurityGroup, securityGroup } from "./securityGroup";
import { subnet } from "./subnet";
import { vpc } from "./vpc";
import { vpcEndpoint } from "./vpcEndpoint";

export { functions } from "./functions";

/** Networks and what hosts are made from. */
export const entries: readonly ResourceEntry[] = [
  vpc,
  subnet,
  internetGateway,
  eip,
  natGateway,
  routeTable,
  route,
  routeTableAssociation,
  flowLog,
  vpcEndpoint,
  securityGroup,
  defaultSecurityGroup,
  launchTemplate,
];
