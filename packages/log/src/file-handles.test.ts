import type { Disk } from '@drave/env';
import { describe, expect, it } from 'vitest';
import { FileHandles } from './file-handles.js';
import { MemoryDisk } from './testing/index.js';

/** Counts how many files are open. */
function counting(): { disk: Disk; open: () => number; paths: string[] } {
  const memory = new MemoryDisk();
  let open = 0;
  const paths: string[] = [];
  const disk: Disk = Object.assign(Object.create(memory) as MemoryDisk, {
    async open(path: string, mode: 'read' | 'write' | 'create') {
      const file = await memory.open(path, mode);
      open++;
      paths.push(path);
      return Object.assign(Object.create(file) as typeof file, {
        close: () => {
          open--;
          return file.close();
        },
      });
    },
  });
  return { disk, open: () => open, paths };
}

describe('FileHandles', () => {
  it('keeps the most recently used open, up to its limit', async () => {
    const { disk, open, paths } = counting();
    const handles = new FileHandles(disk, 2);
    for (const path of ['a', 'b', 'a', 'c', 'a', 'b']) await handles.create(path, async () => {});
    expect(paths).toEqual(['a', 'b', 'c', 'b']);
    expect(open()).toBe(2);
    await handles.close();
    expect(open()).toBe(0);
  });

  it('never closes a file in use, and a forgotten one only when its last user is done', async () => {
    const { disk, open } = counting();
    const handles = new FileHandles(disk, 1);
    let release!: () => void;
    const held = handles.create('a', () => new Promise<void>((resolve) => (release = resolve)));
    await handles.create('b', async () => {});
    expect(open()).toBe(1);
    let forgotten = false;
    const forgetting = handles.forget('a').then(() => (forgotten = true));
    await handles.create('a', async () => {});
    expect(forgotten).toBe(false);
    release();
    await held;
    await forgetting;
    await handles.close();
    expect(open()).toBe(0);
  });

  it('tells the opener of a missing file, and tries again the next time', async () => {
    const { disk } = counting();
    const handles = new FileHandles(disk, 2);
    await expect(handles.use('missing', async () => {})).rejects.toMatchObject({ code: 'KAFKA_STORAGE_ERROR' });
    await handles.create('missing', async () => {});
    await expect(handles.use('missing', async (file) => file.size())).resolves.toBe(0);
    await handles.close();
  });
});
