import * as grpc from "@grpc/grpc-js";
import {
  ResourceProviderClient,
  ResourceProviderService,
} from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import assert from "node:assert/strict";

import { Engine } from "../provider/engine";
import { providerService } from "../provider/service";
import { StandInProvider } from "../provider/standInProvider";
import { secretSignature, signatureKey, unknownMark } from "../provider/values";
import { toStruct } from "../provider/wire";
import { standIn, type, urn, widget } from "./widget";

type Call<Request, Response> = (
  request: Request,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => unknown;

describe("the provider service over gRPC", () => {
  const server = new grpc.Server();
  let client: ResourceProviderClient;

  before(async () => {
    const broken = {
      ...widget,
      type: "aws:test/broken:Broken",
      read: () => Promise.reject(new Error("throttled")),
    };
    const definition = standIn(new Map());
    const provider = new StandInProvider({ ...definition, entries: [widget, broken] });
    server.addService(ResourceProviderService, providerService(provider, new Engine(), {}));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) {
          resolve(bound);
        } else {
          reject(error);
        }
      });
    });
    client = new ResourceProviderClient(
      `127.0.0.1:${String(port)}`,
      grpc.credentials.createInsecure(),
    );
    await send(
      client.configure.bind(client) as Call<proto.ConfigureRequest, proto.ConfigureResponse>,
      new proto.ConfigureRequest(),
    );
  });

  after(() => {
    client.close();
    server.forceShutdown();
  });

  function send<Request, Response>(call: Call<Request, Response>, request: Request) {
    return new Promise<Response>((resolve, reject) => {
      call(request, (error, response) => {
        if (error === null) {
          resolve(response);
        } else {
          reject(error);
        }
      });
    });
  }

  const create = (properties: Record<string, unknown>, preview: boolean, of = type) =>
    send(
      client.create.bind(client) as Call<proto.CreateRequest, proto.CreateResponse>,
      new proto.CreateRequest()
        .setUrn(urn)
        .setType(of)
        .setPreview(preview)
        .setProperties(toStruct(properties, new Set(["colour"]))),
    );

  it("answers a preview with unknown outputs and keeps secrets secret", async () => {
    const response = await create({ name: "a", colour: "red" }, true);
    const outputs = response.getProperties()?.toJavaScript() ?? {};
    assert.equal(response.getId(), "");
    assert.equal(outputs["address"], unknownMark);
    assert.deepEqual(outputs["colour"], { [signatureKey]: secretSignature, value: "red" });
  });

  it("tells the id and the state of what it created", async () => {
    const response = await create({ name: "b", colour: "red" }, false);
    assert.equal(response.getId(), "b");
    assert.equal(response.getProperties()?.toJavaScript()["address"], "10.0.0.1");
  });

  it("reports a half-made resource with its id, so that the engine keeps it", async () => {
    await assert.rejects(
      create({ name: "c" }, false, "aws:test/broken:Broken"),
      (error: unknown) => {
        const { details, metadata } = error as grpc.ServiceError;
        const [packed] = metadata.get("grpc-status-details-bin");
        assert.equal(details, `${urn}: throttled`);
        assert.match(String(packed), /pulumirpc\.ErrorResourceInitFailed/);
        return true;
      },
    );
  });

  it("answers a read of what is gone without an id", async () => {
    const response = await send(
      client.read.bind(client) as Call<proto.ReadRequest, proto.ReadResponse>,
      new proto.ReadRequest().setUrn(urn).setType(type).setId("gone"),
    );
    assert.equal(response.getId(), "");
  });

  it("answers a question about something unknown with nothing", async () => {
    const ask = (args: Record<string, unknown>) =>
      send(
        client.invoke.bind(client) as Call<proto.InvokeRequest, proto.InvokeResponse>,
        new proto.InvokeRequest().setTok("aws:test/getWidget:getWidget").setArgs(toStruct(args)),
      );
    assert.equal((await ask({ name: unknownMark })).getReturn(), undefined);
    await assert.rejects(
      ask({ nam: "a" }),
      /"nam" is not an input of this type; did you mean "name"/,
    );
  });

  it("says where each change of a diff leads", async () => {
    const response = await send(
      client.diff.bind(client) as Call<proto.DiffRequest, proto.DiffResponse>,
      new proto.DiffRequest()
        .setUrn(urn)
        .setType(type)
        .setId("a")
        .setOldInputs(toStruct({ name: "a", size: 1 }))
        .setOlds(toStruct({ name: "a", size: 1 }))
        .setNews(toStruct({ name: "a", size: 2 })),
    );
    assert.deepEqual(response.getReplacesList(), ["size"]);
    assert.equal(
      response.getDetaileddiffMap().get("size")?.getKind(),
      proto.PropertyDiff.Kind.UPDATE_REPLACE,
    );
    assert.equal(response.getHasdetaileddiff(), true);
  });
});
