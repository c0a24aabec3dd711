import { deferred, type Deferred } from '@drave/base';
import type { Answer, ReceivedRequest, RequestRunner } from '../connection/request-runner.js';
import type { Prologue } from '../connection/frame-cutter.js';

/** A protocol of the test's own: every request waits until the test answers it. */
export class ScriptedRunner implements RequestRunner {
  readonly started: (ReceivedRequest & { readonly answer: Deferred<Answer> })[] = [];
  /** What a request of the prologue is said to cost. */
  estimate: (prologue: Prologue) => number = ({ frameBytes }) => frameBytes;

  memoryEstimate(prologue: Prologue): number {
    return this.estimate(prologue);
  }

  run(request: ReceivedRequest): Promise<Answer> {
    const answer = deferred<Answer>();
    this.started.push({ ...request, answer });
    return answer.promise;
  }

  /** Answers the request at this place of the order with some text in a frame. */
  answer(at: number, text: string, throttleMs = 0): void {
    const body = Buffer.from(text);
    const size = Buffer.alloc(4);
    size.writeInt32BE(body.length);
    this.settle(at, { kind: 'send', parts: [size, body], bytes: body.length + 4, throttleMs });
  }

  settle(at: number, answer: Answer): void {
    const request = this.started[at];
    if (request === undefined) throw new Error(`request ${at} has not started`);
    request.answer.resolve(answer);
  }
}
