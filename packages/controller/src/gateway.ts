import { assert, DraveError, limits, type Epoch, type ErrorCode, type Millis, type Offset } from '@drave/base';
import type { Authorizer, Caller } from '@drave/base/access';
import type { Env } from '@drave/env';
import type { MetadataFeed, MetadataImage } from '@drave/metadata';
import { authorize, unknownTopicIds } from './authorize.js';
import { decodeCommand, decodeResult, encodeCommand, encodeResult } from './command-codec.js';
import type { AdminCommand, AdminCommandKind, AdminResult, AdminResults, Committed } from './commands.js';
import type { Controller } from './controller.js';
import type { ItemResult } from './decision.js';
import type { ControllerClientPort, ForwardedCommand } from './ports.js';

export interface GatewayOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'logger'>;
  readonly feed: Pick<MetadataFeed, 'image' | 'appliedOffset' | 'leadership' | 'waitFor' | 'subscribeLeadership'>;
  /** Undefined on a node that is a broker only. */
  readonly controller: Pick<Controller, 'execute'> | undefined;
  readonly client: ControllerClientPort;
  readonly authorizer: Authorizer;
  /** Told, before the caller is, what has come of each command that was allowed as a whole. */
  readonly witness?: CommandWitness;
}

export type CommandWitness = (
  caller: Caller,
  command: AdminCommand,
  outcome: CommandOutcome,
) => Promise<void> | undefined;

export type CommandOutcome =
  | { readonly kind: 'done'; readonly response: AdminResults[AdminCommandKind] }
  /** With some codes what has come of it is not known; see `Gateway.executeForNode`. */
  | { readonly kind: 'failed'; readonly code: ErrorCode };

/** What a read sees. */
export interface MetadataView {
  readonly image: MetadataImage;
  /** Exclusive end of what the image holds. */
  readonly offset: Offset;
  /** The epoch of the quorum, as this node knows it. */
  readonly controllerEpoch: Epoch;
}

/** Controllers that may fail to answer a request before it is given up: it may be what they failed of. */
const FAILED_CONTROLLERS_MAX = 3;

/** The pause between two attempts while the quorum elects a leader. */
const RETRY_PAUSE_MS = 25;

/**
 * The way to the active controller, on every node: local when it is here, forwarded when it is not, and repeated
 * across a change of controller as long as that cannot do anything twice, and not where one controller after another
 * fails of it.
 */
export class Gateway {
  private readonly options: GatewayOptions;

  constructor(options: GatewayOptions) {
    this.options = options;
  }

  /**
   * Asks the authoriser here, before anything is forwarded: the active controller takes it as done. Of a command over
   * several items those go on that are allowed, and the others answer with their refusals.
   * @throws DraveError CLUSTER_AUTHORIZATION_FAILED, and what `executeForNode` throws.
   */
  async execute<Command extends AdminCommand>(caller: Caller, command: Command): Promise<AdminResult<Command>> {
    const { authorizer, feed } = this.options;
    // An id that was told to anybody is in the image then, and its topic can be asked about.
    if (unknownTopicIds(command, feed.image)) await this.read(caller, { local: false });
    const authorization = authorize(authorizer, caller, command, feed.image);
    switch (authorization.kind) {
      case 'allowed':
        return this.witnessed(caller, command);
      case 'refused':
        throw new DraveError(authorization.refusal.code, authorization.refusal.message);
      case 'partly': {
        const { rest, refusals } = authorization;
        const done =
          rest === undefined
            ? { response: [], visibleAtOffset: feed.appliedOffset }
            : await this.executeForNode(caller, rest);
        // Commands over items are answered item by item.
        const others = (done.response as readonly ItemResult<unknown>[]).values();
        const response = refusals.map((refusal) => refusal ?? others.next().value);
        return { response, visibleAtOffset: done.visibleAtOffset } as Committed<unknown> as AdminResult<Command>;
      }
    }
  }

  /**
   * What the node itself needs, and what has been asked about: nobody is asked.
   * @throws DraveError: the decision's own; NOT_CONTROLLER when no active controller was found in time (nothing
   * happened); NETWORK_EXCEPTION or REQUEST_TIMED_OUT when the outcome is unknown.
   */
  async executeForNode<Command extends AdminCommand>(caller: Caller, command: Command): Promise<AdminResult<Command>> {
    let unknownOutcome: DraveError | undefined;
    const failedEpochs = new Set<Epoch>();
    for (;;) {
      const { epoch } = this.options.feed.leadership;
      try {
        return await this.attempt(caller, command);
      } catch (reason) {
        const error = DraveError.from(reason);
        if (!isRepeatable(error, command)) throw error;
        if (hasUnknownOutcome(error)) {
          unknownOutcome = error;
          failedEpochs.add(epoch);
          if (command.kind !== 'readBarrier' && failedEpochs.size >= FAILED_CONTROLLERS_MAX) throw error;
        }
        // An attempt that may have worked decides what the whole call may say.
        if (this.remainingMs(caller) <= RETRY_PAUSE_MS) throw unknownOutcome ?? error;
      }
      await this.options.env.timers.sleep(RETRY_PAUSE_MS);
    }
  }

  /** Runs what another node's gateway forwarded; it is for the active controller's own RPC service. */
  async serveForwarded(request: ForwardedCommand, timeoutMs: Millis): Promise<Uint8Array> {
    const { controller } = this.options;
    if (controller === undefined) throw new DraveError('NOT_CONTROLLER', 'this node is a broker only');
    const { principal, clientId } = request;
    if (principal === '' || principal.length > limits.principalLengthMax) {
      const message = `a forwarded command of a principal of ${principal.length} characters: it has 1 to ${limits.principalLengthMax}`;
      throw new DraveError('INVALID_REQUEST', message);
    }
    const command = decodeCommand(request.command);
    return encodeResult(await controller.execute({ principal, clientId }, command, timeoutMs));
  }

  /** The metadata, at least as new as every change acknowledged before the call; with `local`, whatever is here. */
  async read(caller: Caller, options: { readonly local: boolean }): Promise<MetadataView> {
    const { feed } = this.options;
    if (!options.local) {
      const { visibleAtOffset } = await this.executeForNode(caller, { kind: 'readBarrier' });
      await feed.waitFor(visibleAtOffset, Math.max(0, this.remainingMs(caller)));
    }
    return { image: feed.image, offset: feed.appliedOffset, controllerEpoch: feed.leadership.epoch };
  }

  private async witnessed<Command extends AdminCommand>(
    caller: Caller,
    command: Command,
  ): Promise<AdminResult<Command>> {
    const { witness } = this.options;
    let result: AdminResult<Command>;
    try {
      result = await this.executeForNode(caller, command);
    } catch (reason) {
      const told = witness?.(caller, command, { kind: 'failed', code: DraveError.from(reason).code });
      if (told !== undefined) await told;
      throw reason;
    }
    const told = witness?.(caller, command, { kind: 'done', response: result.response });
    if (told !== undefined) await told;
    return result;
  }

  private async attempt<Command extends AdminCommand>(caller: Caller, command: Command): Promise<AdminResult<Command>> {
    const { feed, controller, client } = this.options;
    const { leadership } = feed;
    const timeoutMs = this.remainingMs(caller);
    if (timeoutMs <= 0) throw new DraveError('NOT_CONTROLLER', 'no active controller was found in time');
    switch (leadership.kind) {
      case 'leader':
        assert(controller !== undefined, 'only a controller leads the quorum');
        return controller.execute(caller, command, timeoutMs);
      case 'follower': {
        const { principal, clientId } = caller;
        const address = { nodeId: leadership.leaderId, endpoint: leadership.leaderEndpoint };
        const request = { principal, clientId, command: encodeCommand(command) };
        const result = await this.whileItLeads(leadership.epoch, command, (signal) =>
          client.forward(address, request, timeoutMs, signal),
        );
        return decodeResult(result) as Committed<unknown> as AdminResult<Command>;
      }
      case 'none':
        throw new DraveError('NOT_CONTROLLER', 'the quorum has no leader at the moment');
    }
  }

  /**
   * A controller that hangs, or whose machine is gone, says nothing for as long as its connection stays up. Once
   * another leads, what can safely be repeated there waits for it no longer.
   */
  private async whileItLeads<T>(
    epoch: Epoch,
    command: AdminCommand,
    forward: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deposed = new AbortController();
    const unsubscribe = this.options.feed.subscribeLeadership((state) => {
      if (state.kind === 'none' || state.epoch <= epoch) return;
      const error = new DraveError('NETWORK_EXCEPTION', 'another controller took over before this one answered');
      if (isRepeatable(error, command)) deposed.abort(error);
    });
    try {
      return await forward(deposed.signal);
    } finally {
      unsubscribe();
    }
  }

  private remainingMs(caller: Caller): Millis {
    return caller.deadlineMs - this.options.env.clock.monotonicMs();
  }
}

function isRepeatable(error: DraveError, command: AdminCommand): boolean {
  if (error.code === 'NOT_CONTROLLER') return true;
  if (!hasUnknownOutcome(error)) return false;
  if (command.kind === 'readBarrier') return true;
  if (command.kind === 'stepDown') return false;
  return command.validateOnly === true || (command.requestId !== undefined && command.requestId !== '');
}

function hasUnknownOutcome(error: DraveError): boolean {
  return error.code === 'NETWORK_EXCEPTION' || error.code === 'REQUEST_TIMED_OUT';
}
