import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import { type dataV1, groupMemberService, type RpcChannel, type Transport, type UnaryMethod } from '@drave/rpc';
import { endsMembership } from '../kafka-client/member-offsets.js';
import type { MemberNotes, MemberOptions } from '../kafka-client/member-notes.js';

const { groupHeartbeat, commitOffsets, fetchOffsets } = groupMemberService.methods;

/** What one membership of the SDK's consumer, from joining to whatever ends it, was told so far. */
interface MemberView {
  epoch: number;
  target: ReadonlySet<string>;
  /** The heartbeat whose answer brought the target. */
  targetBy: Heartbeat;
  owned: ReadonlySet<string>;
}

interface Heartbeat {
  readonly sentMs: Millis;
  readonly coordinator: NodeId;
}

/**
 * A transport that notes what a consumer of the SDK says to its coordinator and hears from it, attempt by attempt: more
 * than the consumer tells its application, and all that the ledger of a group wants to know.
 */
export class NotingTransport implements Transport {
  readonly serve: Transport['serve'];
  private readonly inner: Transport;
  private readonly nodeIdOf: (host: string) => NodeId;
  private readonly options: MemberOptions;
  private readonly notes: MemberNotes;
  private readonly view = new Map<string, MemberView>();

  constructor(inner: Transport, nodeIdOf: (host: string) => NodeId, options: MemberOptions, notes: MemberNotes) {
    this.inner = inner;
    this.nodeIdOf = nodeIdOf;
    this.options = options;
    this.notes = notes;
    this.serve = inner.serve.bind(inner);
  }

  connect(target: Endpoint, options?: Parameters<Transport['connect']>[1]): RpcChannel {
    const channel = this.inner.connect(target, options);
    return {
      target: channel.target,
      unary: (method, request, callOptions) => {
        const call = () => channel.unary(method, request, callOptions);
        return this.note(method, request, target, call);
      },
      stream: (method, callOptions) => channel.stream(method, callOptions),
      close: () => channel.close(),
    };
  }

  /** The member has taken partitions up, or has let go of some; `owned` is all that it works on now. */
  owns(memberId: string, owned: ReadonlySet<string>): void {
    const view = this.view.get(memberId);
    if (view === undefined) return;
    const released = [...view.owned].filter((name) => !owned.has(name));
    const taken = [...owned].some((name) => !view.owned.has(name));
    view.owned = owned;
    if (released.length > 0) this.notes.ledger.released(memberId, released);
    if (taken) this.noteOwned(memberId, view, view.targetBy);
  }

  /** The member works on nothing any more. */
  gone(memberId: string): void {
    if (this.view.delete(memberId)) this.notes.ledger.released(memberId);
  }

  private note<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    target: Endpoint,
    call: () => Promise<Response>,
  ): Promise<Response> {
    // The paths tell the types apart.
    switch (method.path) {
      case groupHeartbeat.path:
        return this.heartbeat(
          request as dataV1.GroupHeartbeatRequest,
          this.nodeIdOf(target.host),
          call as () => Promise<dataV1.GroupHeartbeatResponse>,
        ) as Promise<Response>;
      case commitOffsets.path:
        return this.commit(
          request as dataV1.CommitOffsetsRequest,
          call as () => Promise<dataV1.CommitOffsetsResponse>,
        ) as Promise<Response>;
      case fetchOffsets.path:
        return this.fetch(
          request as dataV1.FetchOffsetsRequest,
          call as () => Promise<dataV1.FetchOffsetsResponse>,
        ) as Promise<Response>;
      default:
        return call();
    }
  }

  private async heartbeat(
    request: dataV1.GroupHeartbeatRequest,
    coordinator: NodeId,
    call: () => Promise<dataV1.GroupHeartbeatResponse>,
  ): Promise<dataV1.GroupHeartbeatResponse> {
    const { memberId, memberEpoch } = request;
    if (memberEpoch < 0) {
      this.gone(memberId);
      return call();
    }
    const sent: Heartbeat = { sentMs: this.notes.nowMs(), coordinator };
    const nothing = { epoch: 0, target: new Set<string>(), targetBy: sent, owned: new Set<string>() };
    const view: MemberView = this.view.get(memberId) ?? nothing;
    this.view.set(memberId, view);
    try {
      const response = await call();
      if (this.view.get(memberId) === view) this.answered(view, request, response, sent);
      return response;
    } catch (reason) {
      if (isOver(DraveError.from(reason)) && this.view.get(memberId) === view) this.gone(memberId);
      throw reason;
    }
  }

  private answered(
    view: MemberView,
    { memberId, owned }: dataV1.GroupHeartbeatRequest,
    { memberEpoch, assignment }: dataV1.GroupHeartbeatResponse,
    sent: Heartbeat,
  ): void {
    const { ledger, nowMs } = this.notes;
    if (view.epoch === memberEpoch) ledger.confirmed(memberId, sent.sentMs, nowMs(), sent.coordinator);
    else {
      view.epoch = memberEpoch;
      this.noteOwned(memberId, view, sent);
    }
    if (assignment !== undefined) {
      view.targetBy = sent;
      view.target = new Set(
        assignment.topics.flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}-${partition}`)),
      );
      const leaving = [...view.owned].some((name) => !view.target.has(name));
      if (leaving) ledger.mustAnswerBy(memberId, sent.sentMs + this.options.rebalanceTimeoutMs);
      return;
    }
    const claimed = owned?.topics.reduce((sum, { partitions }) => sum + partitions.length, 0) ?? 0;
    if (claimed <= view.target.size) ledger.mustAnswerBy(memberId, undefined);
  }

  private noteOwned(memberId: string, { epoch, owned }: MemberView, { sentMs, coordinator }: Heartbeat): void {
    const { instanceId, sessionTimeoutMs, rebalanceTimeoutMs } = this.options;
    this.notes.ledger.assigned({
      member: memberId,
      instanceId: instanceId ?? undefined,
      generation: epoch,
      partitions: [...owned],
      sentMs,
      atMs: this.notes.nowMs(),
      coordinator,
      leaseMs: Math.min(sessionTimeoutMs, rebalanceTimeoutMs),
    });
    this.notes.trace('assigned', memberId, `epoch ${epoch}: ${[...owned].join()}`);
  }

  private async commit(
    request: dataV1.CommitOffsetsRequest,
    call: () => Promise<dataV1.CommitOffsetsResponse>,
  ): Promise<dataV1.CommitOffsetsResponse> {
    const { memberId, memberEpoch } = request;
    const { ledger } = this.notes;
    const sent = request.partitions.map(({ topic, partition, offset }) =>
      ledger.commitSent(memberId, memberEpoch, `${topic}-${partition}`, offset),
    );
    try {
      const response = await call();
      response.partitions.forEach(({ error }, index) => {
        const id = sent[index];
        if (id === undefined) throw new Error('CommitOffsets has answered for more than was asked');
        if (error === undefined) ledger.commitAcknowledged(id);
      });
      return response;
    } catch (reason) {
      if (isOver(DraveError.from(reason))) for (const id of sent) ledger.commitRefused(id);
      throw reason;
    }
  }

  private async fetch(
    request: dataV1.FetchOffsetsRequest,
    call: () => Promise<dataV1.FetchOffsetsResponse>,
  ): Promise<dataV1.FetchOffsetsResponse> {
    const { ledger } = this.notes;
    const asked = ledger.fetchSent(request.memberEpoch ?? Number.POSITIVE_INFINITY);
    const response = await call();
    for (const { topic, partition, offset, error } of response.partitions)
      if (error === undefined) ledger.fetched(asked, `${topic}-${partition}`, offset);
    return response;
  }
}

function isOver({ code }: DraveError): boolean {
  return endsMembership.has(code) || code === 'GROUP_ID_NOT_FOUND';
}
