import type { Millis } from '@drave/base';

/** Who measures the requests of one API. */
export interface RequestMeter {
  measure(times: RequestTimes, writtenFromMs: Millis, sentMs: Millis): void;
}

/** When one request reached its stages, on the monotonic clock. Without a meter nobody asks. */
export class RequestTimes {
  /** The whole frame was there. */
  readonly receivedMs: Millis;
  /** Its handler began. */
  startedMs: Millis = 0;
  /** The handler had done what it does at once; from here on it waited, for disks, replicas, or records. */
  waitingMs: Millis = 0;
  answeredMs: Millis = 0;
  meter: RequestMeter | undefined;

  constructor(receivedMs: Millis) {
    this.receivedMs = receivedMs;
  }

  /** The network has taken the answer, which began to be written at `writtenFromMs`. */
  sent(writtenFromMs: Millis, sentMs: Millis): void {
    this.meter?.measure(this, writtenFromMs, sentMs);
  }
}
