import type { ErrorCode, Millis } from '@drave/base';
import type { Authorizer, Caller, IfDenied, Operation, ResourceRef } from '@drave/base/access';
import type { AdminCommand, CommandOutcome, ItemResult, ScramAlteration, UserOutcome } from '@drave/controller';
import type { Env, LogFields } from '@drave/env';
import type { AclBinding, AclFilter } from '@drave/metadata';

/** Decisions that are told in one interval, of refusals and of permissions each; of the others, how many there were. */
const DECISIONS_PER_INTERVAL_MAX = 100;
const INTERVAL_MS: Millis = 1_000;
/** What a client names may be long, also when it is refused. */
const TEXT_LENGTH_MAX = 512;
const CHANGES_PER_LINE_MAX = 100;

type AuditEnv = Pick<Env, 'logger' | 'clock' | 'timers'>;

/**
 * Who was allowed what and who was not, and who has changed what decides it: lines with the field `component: audit`,
 * with Kafka's fields and levels (`kafka.authorizer.logger`). Refusals and changes are told at info, permissions at
 * debug. What nobody has asked for by its name, and is only left out of a list, is told nowhere. No secret is in any
 * line.
 */
export class AuditLog {
  private readonly env: AuditEnv;
  private readonly refusals: BoundedLines;
  private readonly permissions: BoundedLines;
  private readonly tellsRefusals: boolean;
  private readonly tellsPermissions: boolean;

  constructor(env: AuditEnv) {
    const audit = env.logger.child({ component: 'audit' });
    this.env = { logger: audit, clock: env.clock, timers: env.timers };
    this.tellsRefusals = audit.isLevelEnabled?.('info') !== false;
    this.tellsPermissions = audit.isLevelEnabled?.('debug') !== false;
    this.refusals = new BoundedLines(env, (fields, message) => audit.info(fields, message));
    this.permissions = new BoundedLines(env, (fields, message) => audit.debug(fields, message));
  }

  /** The same answers, told. What is not told costs nothing. */
  audited(inner: Authorizer): Authorizer {
    if (!this.tellsRefusals) return inner;
    return {
      allows: (caller, operation, resource, ifDenied) => {
        const allowed = inner.allows(caller, operation, resource, ifDenied);
        if (this.isTold(allowed, ifDenied)) this.tellDecision(allowed, caller, operation, resource);
        return allowed;
      },
      // Whoever is not allowed it is asked about another right, and that is told.
      allowsSome: (caller, operation, kind) => {
        const allowed = inner.allowsSome?.(caller, operation, kind) === true;
        if (allowed && this.tellsPermissions) this.tellDecision(allowed, caller, operation, { kind });
        return allowed;
      },
    };
  }

  /**
   * What has come of a command, if it is one that changes who may do what or who can log in: every change of it,
   * however many there are.
   */
  witness(caller: Caller, command: AdminCommand, outcome: CommandOutcome): Promise<void> | undefined {
    if (!this.tellsRefusals) return undefined;
    const told = toldOf(command, outcome);
    if (told === undefined) return undefined;
    const { message, changes } = told;
    const failure = outcome.kind === 'failed' ? { failure: outcome.code } : {};
    const fields = { ...fieldsOf(caller), ...failure };
    if (changes.length > CHANGES_PER_LINE_MAX) return this.tellMany(fields, message, changes);
    this.env.logger.info({ ...fields, changes: changes.map(withShortTexts) }, message);
    return undefined;
  }

  /** Tells what is still to be told; nothing is told any more. */
  close(): void {
    this.refusals.close();
    this.permissions.close();
  }

  private isTold(allowed: boolean, ifDenied: IfDenied | undefined): boolean {
    return allowed ? this.tellsPermissions : ifDenied !== 'passedOver';
  }

  private tellDecision(allowed: boolean, caller: Caller, operation: Operation, resource: AskedResource): void {
    const lines = allowed ? this.permissions : this.refusals;
    if (!lines.hasRoom()) return;
    const fields = { ...fieldsOf(caller), allowed, operation: kafkaName(operation), ...resourceFields(resource) };
    lines.write(fields, allowed ? 'allowed' : 'denied');
  }

  private async tellMany(fields: LogFields, message: string, changes: readonly LogFields[]): Promise<void> {
    for (let at = 0; at < changes.length; at += CHANGES_PER_LINE_MAX) {
      if (at > 0) await this.env.timers.yieldTurn();
      const some = changes.slice(at, at + CHANGES_PER_LINE_MAX).map(withShortTexts);
      this.env.logger.info({ ...fields, changes: some, from: at, total: changes.length }, message);
    }
  }
}

/** As many lines in an interval as there is room for, and then how many there was none for. */
class BoundedLines {
  private readonly env: Pick<AuditEnv, 'clock' | 'timers'>;
  private readonly writeLine: (fields: LogFields, message: string) => void;
  private intervalFromMs: Millis = Number.NEGATIVE_INFINITY;
  private written = 0;
  private leftOut = 0;
  private closed = false;

  constructor(env: Pick<AuditEnv, 'clock' | 'timers'>, writeLine: (fields: LogFields, message: string) => void) {
    this.env = env;
    this.writeLine = writeLine;
  }

  /** Before `write`: what there is no room for is counted, and no line is made of it. */
  hasRoom(): boolean {
    if (this.closed) return false;
    const nowMs = this.env.clock.monotonicMs();
    if (nowMs - this.intervalFromMs >= INTERVAL_MS) {
      this.intervalFromMs = nowMs;
      this.written = 0;
    }
    if (this.written < DECISIONS_PER_INTERVAL_MAX) return true;
    if (this.leftOut++ === 0)
      this.env.timers.set(this.intervalFromMs + INTERVAL_MS - nowMs, () => {
        if (!this.closed) this.tellLeftOut();
      });
    return false;
  }

  write(fields: LogFields, message: string): void {
    this.written++;
    this.writeLine(fields, message);
  }

  close(): void {
    this.closed = true;
    this.tellLeftOut();
  }

  private tellLeftOut(): void {
    const { leftOut } = this;
    if (leftOut === 0) return;
    this.leftOut = 0;
    this.writeLine({ leftOut }, 'decisions were too many to be told');
  }
}

/** A resource, or any of its kind. */
type AskedResource = ResourceRef | { readonly kind: ResourceRef['kind'] };

function fieldsOf({ principal, clientHost, listener, api }: Caller): LogFields {
  return { principal: shortened(principal), host: shortened(clientHost), listener, request: api };
}

function resourceFields(resource: AskedResource): LogFields {
  const resourceType = kafkaName(resource.kind);
  if ('name' in resource)
    return { resourceType, resourceName: shortened(resource.name), patternType: kafkaName('literal') };
  return resource.kind === 'cluster'
    ? { resourceType, resourceName: 'kafka-cluster', patternType: kafkaName('literal') }
    : { resourceType, patternType: kafkaName('any') };
}

interface Told {
  readonly message: string;
  readonly changes: readonly LogFields[];
}

function toldOf(command: AdminCommand, outcome: CommandOutcome): Told | undefined {
  const response = outcome.kind === 'done' ? outcome.response : undefined;
  switch (command.kind) {
    case 'createAcls': {
      if (command.validateOnly === true) return undefined;
      const results = response as readonly ItemResult<null>[] | undefined;
      const changes = command.bindings.map((binding, at) => ({ ...entryFields(binding), ...failureOf(results?.[at]) }));
      return { message: 'access control entries are added', changes };
    }
    case 'deleteAcls': {
      if (command.validateOnly === true) return undefined;
      const results = response as readonly ItemResult<readonly AclBinding[]>[] | undefined;
      const changes = command.filters.flatMap((filter, at): LogFields[] => {
        const result = results?.[at];
        if (result?.kind === 'ok') return result.value.map(entryFields);
        return [{ ...entryFields(filter), ...failureOf(result) }];
      });
      return { message: 'access control entries are removed', changes };
    }
    case 'alterScramCredentials': {
      if (command.validateOnly === true) return undefined;
      const outcomes = (response ?? []) as readonly UserOutcome[];
      const results = new Map(outcomes.map(({ user, result }) => [user, result]));
      const changes = command.alterations.map((one) => ({ ...userFields(one), ...failureOf(results.get(one.user)) }));
      return { message: 'passwords of users are changed', changes };
    }
    default:
      return undefined;
  }
}

function failureOf(result: ItemResult<unknown> | undefined): { readonly failure?: ErrorCode } {
  return result?.kind === 'rejected' ? { failure: result.code } : {};
}

function entryFields(entry: AclBinding | AclFilter): LogFields {
  const { resourceType, resourceName, patternType, principal, host, operation, permission } = entry;
  return {
    resourceType: resourceType && kafkaName(resourceType),
    resourceName,
    patternType: patternType && kafkaName(patternType),
    principal,
    host,
    operation: operation && kafkaName(operation),
    permission: permission && kafkaName(permission),
  };
}

/** What a password is proved with stays out. */
function userFields({ kind, user, mechanism }: ScramAlteration): LogFields {
  return { change: kind, user, mechanism };
}

/** `transactionalId` is TRANSACTIONAL_ID. */
function kafkaName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function withShortTexts(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? shortened(value) : value]),
  );
}

function shortened(text: string): string {
  return text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX)}…`;
}
