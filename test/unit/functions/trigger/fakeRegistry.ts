import { cacheTag, runningTags } from "../../../../aws/imageTags";
import { type LifecyclePolicyDocument } from "../../../../components/image/lifecyclePolicy";
import { mayMoveTag } from "../../../../local/gateway/tagImmutability";
import { kept } from "../../components/image/ecrLifecycle";
import { awsError, fakeClient, type FakeClient } from "../fakeClient";

interface StoredImage {
  readonly digest: string;
  readonly tags: Set<string>;
}

/** As components/image sets up a repository. */
const mutability = {
  imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
  filters: [cacheTag, runningTags].map((filter) => ({ filterType: "WILDCARD", filter })),
};

/** A repository of ECR: pushes in order, tags that are immutable but for some, and a lifecycle. */
export class FakeRegistry {
  /** Oldest push first. */
  private images: StoredImage[] = [];
  private pushes = 0;
  readonly client: FakeClient = fakeClient({
    BatchGetImage: ({ imageIds }) => this.get(imageIds as readonly ImageId[]),
    PutImage: ({ imageManifest, imageTag }) => this.put(String(imageManifest), String(imageTag)),
  });

  push(): string {
    const digest = `sha256:${String(++this.pushes).padStart(64, "0")}`;
    this.images.push({ digest, tags: new Set() });
    return digest;
  }

  digests(): string[] {
    return this.images.map(({ digest }) => digest);
  }

  expire(policy: LifecyclePolicyDocument): void {
    const stored = this.images.map(({ tags }, id) => ({ id, tags: [...tags] })).reverse();
    const left = new Set(kept(stored, policy));
    this.images = this.images.filter((_, id) => left.has(id));
  }

  private get(ids: readonly ImageId[]) {
    const found = ids.map((id) =>
      this.images.find(({ digest, tags }) =>
        id.imageDigest === undefined ? tags.has(id.imageTag ?? "") : digest === id.imageDigest,
      ),
    );
    return {
      images: found.flatMap((image, index) =>
        image === undefined
          ? []
          : [
              {
                imageId: { ...ids[index], imageDigest: image.digest },
                imageManifest: image.digest,
                imageManifestMediaType: "application/vnd.oci.image.index.v1+json",
              },
            ],
      ),
      failures: ids
        .filter((_, index) => found[index] === undefined)
        .map((imageId) => ({ imageId, failureReason: "Requested image not found" })),
    };
  }

  private put(digest: string, tag: string) {
    const holder = this.images.find(({ tags }) => tags.has(tag));
    if (holder?.digest === digest) {
      throw awsError("ImageAlreadyExistsException");
    }
    if (holder !== undefined && !mayMoveTag(mutability, tag)) {
      throw awsError("ImageTagAlreadyExistsException");
    }
    const image = this.images.find((one) => one.digest === digest);
    if (image === undefined) {
      throw awsError("ImageNotFoundException");
    }
    holder?.tags.delete(tag);
    image.tags.add(tag);
    return {};
  }
}

interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}
