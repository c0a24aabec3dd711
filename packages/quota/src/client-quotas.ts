import type { Bytes, Millis } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import { clientLimit, levelsOf, type ClientLimit } from './client-limit.js';
import { ConnectionRates } from './connection-rates.js';
import type { QuotaKey } from './quota-keys.js';
import { SampledRate, type Windows } from './sampled-rate.js';
import { boundedName, keyOf, METERS_MAX, quotaUserOf, TrackedMeters, type Tags } from './tracked.js';

const MS_PER_SECOND = 1_000;
const PERCENT = 100;

/** What a client may use; a positive time is how long it should hold back. */
export interface Quota {
  /** The write is done, or refused, whatever comes out. */
  chargeProduced(bytes: Bytes): Millis;
  chargeFetched(bytes: Bytes): Charge;
  /** More than this in one answer would be withheld. */
  readonly fetchBytesMax: Bytes;
  /** Time that the event loop worked for a request. */
  chargeRequestTime(spentMs: Millis): Millis;
}

interface Charge {
  readonly throttleMs: Millis;
  /** What was read is not sent: the client asks again when it has held back. */
  readonly withheld: boolean;
}

const FREE: Charge = { throttleMs: 0, withheld: false };

/** Of whom nobody has limited. */
export const unlimitedQuota: Quota = {
  chargeProduced: () => 0,
  chargeFetched: () => FREE,
  fetchBytesMax: Number.POSITIVE_INFINITY,
  chargeRequestTime: () => 0,
};

export type QuotaKind = 'produce' | 'fetch' | 'request';

/** What one client, or those who share its limit, have used of late. */
interface Use {
  readonly tags: Tags;
  /** Bytes in a second; for requests the share of the event loop's time in percent. */
  readonly rate: number;
  readonly throttleMs: Millis;
}

interface ClientQuotasOptions {
  readonly clock: { monotonicMs(): Millis };
  readonly image: () => MetadataImage;
  readonly windows: Windows;
}

/** A rate, and the time that the last one to be measured was told to hold back. */
class RateMeter {
  readonly rate: SampledRate;
  throttleMs: Millis = 0;
  /** The limit that held when it was last used. */
  limit = 0;

  constructor(windows: Windows) {
    this.rate = new SampledRate(windows);
  }
}

type Meters = Readonly<Record<QuotaKind, TrackedMeters<RateMeter>>>;

/** The limits of one node's clients, as the current image has them, and what each client uses. */
export class ClientQuotas {
  private readonly options: ClientQuotasOptions;
  private readonly meters: Meters;
  private readonly connections: ConnectionRates;
  /** The limits that `clients` was made of. */
  private limits: MetadataImage['state']['clientQuotas'] | undefined;
  private readonly clients = new Map<string, ClientQuota>();
  private changeCount = 0;

  constructor(options: ClientQuotasOptions) {
    this.options = options;
    const { windows } = options;
    this.connections = new ConnectionRates(options);
    const meters = (): TrackedMeters<RateMeter> =>
      new TrackedMeters(() => new RateMeter(windows), METERS_MAX, windows.sampleMs);
    this.meters = { produce: meters(), fetch: meters(), request: meters() };
  }

  /** Grows when any limit has changed since it was last asked for. */
  get changes(): number {
    this.refresh();
    return this.changeCount;
  }

  /** Nothing is looked up while nobody is limited. */
  of(principal: string, clientId: string): Quota {
    const image = this.refresh();
    if (image === undefined) return unlimitedQuota;
    const user = boundedName(quotaUserOf(principal));
    const id = boundedName(clientId);
    const key = keyOf({ user, clientId: id });
    const known = this.clients.get(key);
    if (known !== undefined) return known;
    if (this.clients.size >= METERS_MAX) this.clients.clear();
    const { clock, windows } = this.options;
    const made = new ClientQuota({ clock, windows, meters: this.meters, image, user, id });
    this.clients.set(key, made);
    return made;
  }

  /** 0 for a connection that may be; else it is to be closed after so long. */
  chargeConnection(address: string): Millis {
    return this.connections.charge(address);
  }

  /** Of those who were limited when they were last measured. */
  *uses(kind: QuotaKind): Iterable<Use> {
    const nowMs = this.options.clock.monotonicMs();
    for (const [tags, { rate, throttleMs, limit }] of this.meters[kind].entries())
      yield { tags, rate: rate.rate(nowMs), throttleMs: rate.throttleMs(limit, nowMs) > 0 ? throttleMs : 0 };
  }

  /** Undefined when the image has no limits. */
  private refresh(): MetadataImage | undefined {
    const image = this.options.image();
    const limits = image.state.clientQuotas;
    if (limits !== this.limits) {
      this.limits = limits;
      this.changeCount++;
      this.clients.clear();
    }
    return limits.size === 0 ? undefined : image;
  }
}

interface ClientQuotaOptions extends Pick<ClientQuotasOptions, 'clock' | 'windows'> {
  readonly meters: Meters;
  readonly image: MetadataImage;
  readonly user: string;
  readonly id: string;
}

interface KeyedLimit extends ClientLimit {
  readonly key: string;
}

/** One client, with the limits that held when it was made. */
class ClientQuota implements Quota {
  readonly fetchBytesMax: Bytes;
  private readonly options: ClientQuotaOptions;
  private readonly produced: KeyedLimit | undefined;
  private readonly fetched: KeyedLimit | undefined;
  private readonly requestTime: KeyedLimit | undefined;

  constructor(options: ClientQuotaOptions) {
    const { image, user, id, windows } = options;
    const levels = levelsOf(image, user, id);
    const keyed = (key: QuotaKey): KeyedLimit | undefined => {
      const found = clientLimit(levels, key);
      return found === undefined ? undefined : { ...found, key: keyOf(found) };
    };
    this.options = options;
    this.produced = keyed('producer_byte_rate');
    this.fetched = keyed('consumer_byte_rate');
    this.requestTime = keyed('request_percentage');
    const windowSeconds = ((windows.samples - 1) * windows.sampleMs) / MS_PER_SECOND;
    this.fetchBytesMax =
      this.fetched === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(1, Math.floor(this.fetched.limit * Math.max(1, windowSeconds)));
  }

  chargeProduced(bytes: Bytes): Millis {
    const { produced } = this;
    if (produced === undefined) return 0;
    return this.charge('produce', produced, bytes);
  }

  /**
   * What goes beyond the limit is withheld and not counted. But after a time without any use it is sent all the same: a
   * batch that is larger than the limit allows in all samples together could otherwise never be read.
   */
  chargeFetched(bytes: Bytes): Charge {
    const { fetched } = this;
    if (fetched === undefined || bytes === 0) return FREE;
    const nowMs = this.options.clock.monotonicMs();
    const meter = this.meterOf('fetch', fetched, nowMs);
    const isFirst = meter.rate.total(nowMs) <= 0;
    meter.rate.record(bytes, nowMs);
    const throttleMs = meter.rate.throttleMs(fetched.limit, nowMs);
    const withheld = throttleMs > 0 && !isFirst;
    if (withheld) meter.rate.record(0 - bytes, nowMs);
    meter.throttleMs = throttleMs;
    return { throttleMs, withheld };
  }

  /** No client holds back longer than a sample for it, as requests that have come are answered late already. */
  chargeRequestTime(spentMs: Millis): Millis {
    const { requestTime } = this;
    if (requestTime === undefined) return 0;
    const throttleMs = this.charge('request', requestTime, (spentMs * PERCENT) / MS_PER_SECOND);
    return Math.min(throttleMs, this.options.windows.sampleMs);
  }

  private charge(kind: QuotaKind, limit: KeyedLimit, value: number): Millis {
    const nowMs = this.options.clock.monotonicMs();
    const meter = this.meterOf(kind, limit, nowMs);
    meter.rate.record(value, nowMs);
    meter.throttleMs = meter.rate.throttleMs(limit.limit, nowMs);
    return meter.throttleMs;
  }

  private meterOf(kind: QuotaKind, limit: KeyedLimit, nowMs: Millis): RateMeter {
    const meter = this.options.meters[kind].of(limit.key, limit, nowMs);
    meter.limit = limit.limit;
    return meter;
  }
}
