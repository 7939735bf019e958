import { type Transforms } from "../../components";
import { transforms } from "../../transforms";

/** Runs the program as if `transforms.ts` said this. */
export async function withTransforms<T>(given: Transforms, run: () => Promise<T>): Promise<T> {
  const before = { ...transforms };
  Object.assign(transforms, given);
  try {
    return await run();
  } finally {
    for (const key of Object.keys(given)) {
      Reflect.deleteProperty(transforms, key);
    }
    Object.assign(transforms, before);
  }
}

/** A transform of everything: whatever is asked of it is there, and it hears of each resource by its name. */
export function everyTransform(heard: (name: string) => void): Transforms {
  const anything: unknown = new Proxy(() => undefined, {
    get: () => anything,
    apply: (_target, _this, given: readonly unknown[]) => {
      const [, , name] = given;
      if (typeof name === "string") {
        heard(name);
      }
      return anything;
    },
  });
  return {
    network: anything,
    image: anything,
    cluster: anything,
    app: anything,
    delivery: anything,
    build: anything,
  } as Transforms;
}
