import { DraveError, limits, unreachable, type Millis } from '@drave/base';
import type { AccessConfig, ControllerConfig } from '@drave/config';
import type { Env } from '@drave/env';
import type { MetadataImage } from '@drave/metadata';
import type { MutationQuotas } from '@drave/quota';
import type { ClusterConfig } from './cluster-config.js';
import { itemCount, type AdminCommand, type AdminResult, type AdminResults, type Committed } from './commands.js';
import { accept, reject, stepsOf, type Decision, type DecisionSteps, type Rejection } from './decision.js';
import { decideAlterClientQuotas } from './decide/alter-client-quotas.js';
import { decideAlterConfigs } from './decide/alter-configs.js';
import { decideAlterScramCredentials } from './decide/alter-scram-credentials.js';
import { decideCreateAcls } from './decide/create-acls.js';
import { decideCreatePartitions } from './decide/create-partitions.js';
import { decideCreateTopics } from './decide/create-topics.js';
import { decideDeleteAcls } from './decide/delete-acls.js';
import { decideDeleteTopics } from './decide/delete-topics.js';
import { decideElectLeaders } from './decide/elect-leaders.js';
import { decideReassignPartitions } from './decide/reassign-partitions.js';
import { decideUnregisterBroker } from './decide/unregister-broker.js';
import { decideUpdateFeatures, quorumMembers } from './decide/update-features.js';
import type { RaftPort } from './ports.js';
import { withinQuota, withRetryTime, type Mutator } from './mutation-quota.js';
import { decideOnce, identityOf, invalidRequestId, reusedRequestId } from './request-outcomes.js';
import type { Decide, WriteQueue } from './write-queue.js';

interface CommandExecutorOptions {
  readonly env: Pick<Env, 'clock' | 'random'>;
  readonly queue: WriteQueue;
  readonly raft: RaftPort;
  readonly config: ClusterConfig;
  readonly settings: ControllerConfig & AccessConfig;
  readonly quotas: MutationQuotas;
  readonly resign: () => void;
}

type AnyResult = Committed<AdminResults[keyof AdminResults]>;

/**
 * Runs admin commands on the active controller: finds the decision, makes it once per request id, and without effect
 * when it is only to be validated.
 */
export class CommandExecutor {
  private readonly options: CommandExecutorOptions;
  private readonly inFlight: Map<string, { readonly hash: string; readonly result: Promise<AnyResult> }> = new Map();

  constructor(options: CommandExecutorOptions) {
    this.options = options;
  }

  /** A new leadership: what was in flight has been answered or never will be. */
  reset(): void {
    this.inFlight.clear();
  }

  async execute<Command extends AdminCommand>(
    caller: Mutator,
    command: Command,
    timeoutMs: Millis,
  ): Promise<AdminResult<Command>> {
    try {
      // The kind decides the result type; the switch in `decide` keeps the two together.
      return (await this.run(caller, command, timeoutMs)) as AdminResult<Command>;
    } catch (reason) {
      throw withRetryTime(this.options.quotas, caller, reason);
    }
  }

  private async run(caller: Mutator, command: AdminCommand, timeoutMs: Millis): Promise<AnyResult> {
    const { principal } = caller;
    const { raft, queue, resign } = this.options;
    if (command.kind === 'readBarrier') {
      return { response: null, visibleAtOffset: await raft.readBarrier(timeoutMs) };
    }
    if (command.kind === 'stepDown') {
      resign();
      return { response: null, visibleAtOffset: 0 };
    }
    const refused = invalidRequestId(command.requestId) ?? tooManyItems(command);
    if (refused !== undefined) throw new DraveError(refused.code, refused.message);
    const deadlineMs = this.options.env.clock.monotonicMs() + timeoutMs;
    const decide = (image: MetadataImage) =>
      withinQuota(this.options.quotas, caller, command, image, () =>
        withoutEffect(command, this.decide(image, command)),
      );
    const submit = (once: Decide<AdminResults[keyof AdminResults]>) =>
      queue.submit(once, { name: command.kind, linearizable: true, deadlineMs });
    const identity = identityOf(principal, command);
    if (identity === undefined) return publicPart(await submit(decide));

    const key = JSON.stringify([principal, identity.requestId]);
    const running = this.inFlight.get(key);
    if (running !== undefined) {
      if (running.hash === identity.hash) return running.result;
      const { code, message } = reusedRequestId(identity);
      throw new DraveError(code, message);
    }
    const wallMs = this.options.env.clock.wallMs();
    const result = submit((image) => decideOnce(image, identity, wallMs, decide)).then(publicPart);
    this.inFlight.set(key, { hash: identity.hash, result });
    try {
      return await result;
    } finally {
      if (this.inFlight.get(key)?.result === result) this.inFlight.delete(key);
    }
  }

  private decide(
    image: MetadataImage,
    command: Exclude<AdminCommand, { kind: 'readBarrier' | 'stepDown' }>,
  ): Decision<AdminResults[keyof AdminResults]> | DecisionSteps<AdminResults[keyof AdminResults]> {
    const { config, settings, env } = this.options;
    const { random } = env;
    switch (command.kind) {
      case 'createTopics':
        return decideCreateTopics(image, command, {
          random,
          partitionCountDefault: settings.numPartitions,
          replicationFactorDefault: settings.defaultReplicationFactor,
        });
      case 'deleteTopics':
        return decideDeleteTopics(image, command, { enabled: settings.deleteTopicEnable });
      case 'createPartitions':
        return decideCreatePartitions(image, command, { random });
      case 'alterConfigs':
        return decideAlterConfigs(image, command, { config });
      case 'electLeaders':
        return decideElectLeaders(image, command, { config });
      case 'reassignPartitions':
        return decideReassignPartitions(image, command, { config });
      case 'unregisterBroker':
        return decideUnregisterBroker(image, command, { config });
      case 'updateFeatures':
        return decideUpdateFeatures(image, command, { members: quorumMembers(this.options.raft.status(), image) });
      case 'createAcls':
        return decideCreateAcls(image, command, { random, enabled: settings.authorizerClassName !== '' });
      case 'deleteAcls':
        return decideDeleteAcls(image, command, { enabled: settings.authorizerClassName !== '' });
      case 'alterScramCredentials':
        return decideAlterScramCredentials(image, command);
      case 'alterClientQuotas':
        return decideAlterClientQuotas(image, command);
      default:
        return unreachable(command);
    }
  }
}

function tooManyItems(command: AdminCommand): Rejection | undefined {
  const count = itemCount(command) ?? 0;
  const max = limits.itemsPerRequestMax;
  if (count <= max) return undefined;
  return reject('INVALID_REQUEST', `${count} items in one request and ${max} are allowed: ask several times`);
}

function publicPart<Response>({ response, visibleAtOffset }: Committed<Response>): Committed<Response> {
  return { response, visibleAtOffset };
}

function* withoutEffect<Response>(
  command: { readonly validateOnly?: boolean },
  decide: Decision<Response> | DecisionSteps<Response>,
): DecisionSteps<Response> {
  const decision = yield* stepsOf(decide);
  if (command.validateOnly !== true || decision.kind === 'rejected') return decision;
  return accept([], decision.response);
}
