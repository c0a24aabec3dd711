import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Backoff } from '../backoff.js';
import { endpointText } from './broker-channels.js';

/** What `BrokerLinks` needs of a link: its address, and a way to close it. */
export interface BrokerLink {
  readonly endpoint: Endpoint;
  drop(error: DraveError): void;
}

/** At most one link per broker, with a pause after each that was lost. */
export class BrokerLinks<Link extends BrokerLink> {
  private readonly links = new Map<NodeId, Link>();
  private readonly pauses = new Map<NodeId, { readonly failures: number; readonly untilMs: Millis }>();
  private readonly backoff: Backoff;

  constructor(backoff: Backoff) {
    this.backoff = backoff;
  }

  /**
   * The link to a broker, made if there is none, and made again if the broker has another address by now. Undefined
   * while the broker is in its pause.
   */
  get(brokerId: NodeId, endpoint: Endpoint, nowMs: Millis, make: () => Link): Link | undefined {
    const known = this.links.get(brokerId);
    if (known !== undefined && endpointText(known.endpoint) === endpointText(endpoint)) return known;
    if (known !== undefined) {
      known.drop(new DraveError('NETWORK_EXCEPTION', `broker ${brokerId} is at ${endpointText(endpoint)} now`));
      this.links.delete(brokerId);
      this.pauses.delete(brokerId);
    }
    const pause = this.pauses.get(brokerId);
    if (pause !== undefined && pause.untilMs > nowMs) return undefined;
    const link = make();
    this.links.set(brokerId, link);
    return link;
  }

  /** When a broker may be connected to again, in monotonic ms; undefined when it is in no pause. */
  pausedUntilMs(brokerId: NodeId): Millis | undefined {
    return this.pauses.get(brokerId)?.untilMs;
  }

  /** Notes that the link works, so that the pause after its next loss is the shortest. */
  worked(brokerId: NodeId): void {
    this.pauses.delete(brokerId);
  }

  lost(brokerId: NodeId, link: Link, nowMs: Millis): void {
    if (this.links.get(brokerId) !== link) return;
    this.links.delete(brokerId);
    const failures = this.pauses.get(brokerId)?.failures ?? 0;
    this.pauses.set(brokerId, { failures: failures + 1, untilMs: nowMs + this.backoff.delayMs(failures) });
  }

  all(): Link[] {
    return [...this.links.entries()].sort(([a], [b]) => a - b).map(([, link]) => link);
  }

  dropAll(error: DraveError): void {
    for (const link of this.all()) link.drop(error);
    this.links.clear();
  }
}
