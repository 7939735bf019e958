import { type ResourceValidation, type ResourceValidationPolicy } from "@pulumi/policy";

interface Member {
  readonly types: readonly string[];
  readonly policy: ResourceValidationPolicy;
  readonly validations: ResourceValidation[];
}

/**
 * Gives each policy its function while a resource of its types is registered, and none while another is.
 * The SDK prepares a call of every function of every policy for every resource: a hundred rules for each
 * of a thousand resources. A single function with a type would not do: for each resource that such a
 * function does not apply to, the SDK sends the engine a sentence.
 *
 * The functions answer at once. So from the first policy, which says the type, to the last there is no
 * moment for another resource; and each function looks at the type itself.
 */
export class Focus {
  private readonly byType = new Map<string, Member[]>();
  private active: readonly Member[] = [];

  /** Until the first type is said, a policy keeps its function. */
  add(
    types: readonly string[],
    policy: ResourceValidationPolicy,
    validation: ResourceValidation,
  ): ResourceValidationPolicy {
    const member = { types, policy, validations: [validation] };
    policy.validateResource = member.validations;
    this.active = [...this.active, member];
    for (const type of types) {
      this.byType.set(type, [...(this.byType.get(type) ?? []), member]);
    }
    return policy;
  }

  on(type: string): void {
    for (const { policy } of this.active) {
      policy.validateResource = [];
    }
    this.active = this.byType.get(type) ?? [];
    for (const { policy, validations } of this.active) {
      policy.validateResource = validations;
    }
  }
}
