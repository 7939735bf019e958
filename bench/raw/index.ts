import * as pulumi from "@pulumi/pulumi";

import "./failures";
import { topic } from "./notices";
import { pipeline } from "./pipeline";
import { repository } from "./repository";
import { trigger } from "./trigger";
import { webApp } from "./webApp";

/**
 * The yardstick of the benchmarks: the resources of a Slipway stack with some web apps, written by
 * hand as one would without Slipway. test/unit/bench holds it to the same resources.
 */

const count = new pulumi.Config("bench").requireNumber("apps");
const names = Array.from({ length: count }, (_, index) => `app${index + 1}`);

const apps = names.map((name, index) => webApp(name, index + 1));
trigger(names, apps.map(pipeline));

export const urls = apps.map(({ url }) => url);
export const cloneUrl = repository.cloneUrlHttp;
export const topicArn = topic.arn;
