import type { SimEvent } from './host.js';

/** A binary heap by (time, sequence). */
export class EventHeap {
  private readonly events: SimEvent[] = [];

  get length(): number {
    return this.events.length;
  }

  peek(): SimEvent | undefined {
    return this.events[0];
  }

  push(event: SimEvent): void {
    const { events } = this;
    let index = events.length;
    events.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = events[parentIndex] as SimEvent;
      if (!before(event, parent)) break;
      events[index] = parent;
      index = parentIndex;
    }
    events[index] = event;
  }

  pop(): SimEvent | undefined {
    const { events } = this;
    const top = events[0];
    const last = events.pop();
    if (last === undefined || top === undefined || events.length === 0) return top;
    let index = 0;
    for (;;) {
      let childIndex = index * 2 + 1;
      if (childIndex >= events.length) break;
      const right = events[childIndex + 1];
      if (right !== undefined && before(right, events[childIndex] as SimEvent)) childIndex++;
      const child = events[childIndex] as SimEvent;
      if (!before(child, last)) break;
      events[index] = child;
      index = childIndex;
    }
    events[index] = last;
    return top;
  }
}

function before(left: SimEvent, right: SimEvent): boolean {
  return left.timeUs < right.timeUs || (left.timeUs === right.timeUs && left.sequence < right.sequence);
}
