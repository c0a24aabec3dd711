import type { Millis } from './brands.js';
import { DraveError, type ErrorCode } from './errors.js';
import { limits } from './limits.js';

/**
 * Who asks for what, and whether that is allowed: one notion of it for both listeners, the broker, the coordinators and
 * the controller.
 */

/** Who asks, in Kafka's notation of principals: a type and a name, such as `User:alice`. */
export type Principal = string;

/** Whoever a listener has not authenticated; Kafka's spelling, on every listener. */
export const ANONYMOUS: Principal = 'User:ANONYMOUS';

/** Under this name a node asks the active controller for what it needs itself; see `Gateway.executeForNode`. */
export const NODE_PRINCIPAL: Principal = 'User:broker';

/** Whom a certificate names; undefined is a connection without one. */
export function principalOfCertificate(commonName: string | undefined): Principal {
  return commonName === undefined ? ANONYMOUS : `${CERTIFICATE}${commonName}`;
}

/** The principal of a user that has proved its name; undefined for a name that nobody may have. */
export function principalOfUser(user: string): Principal | undefined {
  const principal = `User:${user}`;
  if (user === '' || principal.length > limits.principalLengthMax || CONTROLS.test(user)) return undefined;
  return RESERVED.has(principal) || principal.startsWith(CERTIFICATE) ? undefined : principal;
}

/** Names of the node itself, of those whom nobody knows, and of everybody in access control lists. */
const RESERVED: ReadonlySet<Principal> = new Set([NODE_PRINCIPAL, ANONYMOUS, 'User:*']);
/** Whoever can have a user made, or a token issued, must not be taken for the holder of a certificate. */
const CERTIFICATE = 'User:CN=';
const CONTROLS = /\p{Cc}/u;

/** Who asks, from where, and for how long. */
export interface Caller {
  readonly principal: Principal;
  /** The name of the listener that the request came by; endpoints are told as they are reached there. */
  readonly listener: string;
  readonly clientId: string;
  /** The client's address, as the listener sees it. */
  readonly clientHost: string;
  /** Monotonic instant at which the caller stops waiting. */
  readonly deadlineMs: Millis;
  /** What the caller has called, as its protocol names it: `Produce`, `/drave.admin.v1.TopicService/GetTopic`. */
  readonly api?: string | undefined;
}

/** How long a request may take whose caller says nothing about time. */
export const DEADLINE_MS_DEFAULT: Millis = 30_000;
/** Nobody may have a request held for longer, whatever the caller says. */
export const DEADLINE_MS_MAX: Millis = 300_000;

/**
 * Kafka's operations of access control lists (KIP-11, KIP-133). An authoriser takes `describe` as allowed to who may
 * read, write, delete or alter, and `describeConfigs` as allowed to who may `alterConfigs`, as Kafka's does.
 */
export type Operation =
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'alter'
  | 'describe'
  | 'clusterAction'
  | 'describeConfigs'
  | 'alterConfigs'
  | 'idempotentWrite';

export type ResourceRef =
  | { readonly kind: 'topic'; readonly name: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'transactionalId'; readonly name: string }
  | { readonly kind: 'cluster' };

export const CLUSTER: ResourceRef = { kind: 'cluster' };

/**
 * What follows if the answer is no: a refusal, or that what nobody has named is left out of a list, or that another
 * right is asked about which would do as well. An audit log tells refusals (Kafka's `logIfDenied`).
 */
export type IfDenied = 'refused' | 'passedOver';

/** Kafka's ACL question. */
export interface Authorizer {
  /** `ifDenied` changes no answer; 'refused' by default. */
  allows(caller: Caller, operation: Operation, resource: ResourceRef, ifDenied?: IfDenied): boolean;
  /**
   * Whether the operation is allowed on any resource of the kind at all (KIP-679). One that has no lists to look this
   * up in leaves it out, which says of nobody that it is.
   */
  allowsSome?(caller: Caller, operation: Operation, kind: ResourceRef['kind']): boolean;
}

/** The policy while no ACLs are configured. */
export const allowAll: Authorizer = { allows: () => true };

/** Why a request, or one item of it, is not carried out. */
export interface AccessRefusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Undefined when the caller may. */
export function refuseAccess(
  authorizer: Authorizer,
  caller: Caller,
  operation: Operation,
  resource: ResourceRef,
  ifDenied?: IfDenied,
): AccessRefusal | undefined {
  return authorizer.allows(caller, operation, resource, ifDenied)
    ? undefined
    : accessRefusal(caller, operation, resource);
}

/** @throws DraveError one of the codes `*_AUTHORIZATION_FAILED`. */
export function requireAccess(
  authorizer: Authorizer,
  caller: Caller,
  operation: Operation,
  resource: ResourceRef,
): void {
  const refusal = refuseAccess(authorizer, caller, operation, resource);
  if (refusal !== undefined) throw new DraveError(refusal.code, refusal.message);
}

export function accessRefusal(
  { principal }: Pick<Caller, 'principal'>,
  operation: Operation,
  resource: ResourceRef,
): AccessRefusal {
  const what = resource.kind === 'cluster' ? 'the cluster' : `${kindTexts[resource.kind]} '${resource.name}'`;
  return { code: refusalCodes[resource.kind], message: `${principal} may not ${operationTexts[operation]} ${what}` };
}

const refusalCodes = {
  topic: 'TOPIC_AUTHORIZATION_FAILED',
  group: 'GROUP_AUTHORIZATION_FAILED',
  transactionalId: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  cluster: 'CLUSTER_AUTHORIZATION_FAILED',
} as const satisfies Record<ResourceRef['kind'], ErrorCode>;

const kindTexts = { topic: 'topic', group: 'group', transactionalId: 'transactional id' } as const;

const operationTexts: Readonly<Record<Operation, string>> = {
  read: 'read',
  write: 'write',
  create: 'create',
  delete: 'delete',
  alter: 'alter',
  describe: 'describe',
  clusterAction: 'act for',
  describeConfigs: 'describe the configuration of',
  alterConfigs: 'alter the configuration of',
  idempotentWrite: 'take producer ids of',
};
