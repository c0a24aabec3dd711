import type { Authorizer, Caller, Operation, ResourceRef } from '@drave/base/access';
import type { MetadataImage } from '../image.js';
import { decideAccess, mayAccessSome, type AclCaller, type AclPolicy, type AclVerdict } from './acl-decision.js';

/** Answers from the access control lists of the metadata that this node has. */
export class AclAuthorizer implements Authorizer {
  private readonly image: () => MetadataImage;
  private readonly policy: AclPolicy;

  constructor(image: () => MetadataImage, policy: AclPolicy) {
    this.image = image;
    this.policy = policy;
  }

  allows(caller: Caller, operation: Operation, resource: ResourceRef): boolean {
    return this.explain(aclCaller(caller), operation, resource).allowed;
  }

  allowsSome(caller: Caller, operation: Operation, kind: ResourceRef['kind']): boolean {
    const image = this.image();
    return mayAccessSome(image.acls, this.policyFor(image), aclCaller(caller), operation, kind);
  }

  /** The same answer, with what decides it. */
  explain(caller: AclCaller, operation: Operation, resource: ResourceRef): AclVerdict {
    const image = this.image();
    return decideAccess(image.acls, this.policyFor(image), caller, operation, resource);
  }

  /** That no entry speaks of a resource is known by nobody who has not read the metadata. */
  private policyFor({ level }: MetadataImage): AclPolicy {
    return level === 0 ? { ...this.policy, allowEveryoneIfNoAclFound: false } : this.policy;
  }
}

function aclCaller({ principal, clientHost }: Caller): AclCaller {
  // A listener for both families writes addresses of version 4 so; entries have them as people do.
  return { principal, host: clientHost.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '') };
}
