import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Backoff } from '../backoff.js';
import { endpointText } from './broker-channels.js';

/** What a link is, to this map: something at an address that can be given up. */
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
   * The link, made if there is none; undefined while the broker is in its pause. A broker that moved gets a new one.
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

  /** When a broker that is in its pause may be tried again. */
  pausedUntilMs(brokerId: NodeId): Millis | undefined {
    return this.pauses.get(brokerId)?.untilMs;
  }

  /** The link works: the next loss begins with the shortest pause. */
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
