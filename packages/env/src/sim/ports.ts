import { DraveError, type Endpoint } from '@drave/base';
import { SimPipe, type HostWorld, type SimHost, type SimLife, type SimListener } from './host.js';

/** The world, which knows its hosts by name. */
interface PortsWorld extends HostWorld {
  host(name: string): SimHost | undefined;
}

interface Bound {
  readonly life: SimLife;
  readonly listener: SimListener;
}

const FREE_PORT_FIRST = 32_768;

/** Who listens where, and how connections come about. */
export class SimPorts {
  private readonly world: PortsWorld;
  private readonly bound = new Map<string, Bound>();
  private freePort = FREE_PORT_FIRST;

  constructor(world: PortsWorld) {
    this.world = world;
  }

  bind(life: SimLife, port: number, listener: SimListener): { readonly endpoint: Endpoint; unbind(): void } {
    const endpoint = { host: life.host.name, port: port === 0 ? this.freePort++ : port };
    const key = keyOf(endpoint);
    if (this.bound.get(key)?.life.alive === true)
      throw new DraveError('ADDRESS_IN_USE', `the address ${key} is in use; choose another port`);
    const entry = { life, listener };
    this.bound.set(key, entry);
    return {
      endpoint,
      unbind: () => {
        if (this.bound.get(key) === entry) this.bound.delete(key);
      },
    };
  }

  lookup(host: string, port: number): SimListener | undefined {
    const entry = this.bound.get(keyOf({ host, port }));
    return entry?.life.alive === true ? entry.listener : undefined;
  }

  dial(life: SimLife, target: Endpoint): Promise<SimPipe> {
    return new Promise((resolve, reject) => {
      const refuse = (): void =>
        reject(
          new DraveError('NETWORK_EXCEPTION', `connection to ${keyOf(target)} was refused`, {
            metadata: { reason: 'refused' },
          }),
        );
      if (!life.alive) return;
      const host = this.world.host(target.host);
      if (host === undefined) {
        this.world.schedule(0.1, refuse, life, 'refuse');
        return;
      }
      const { links } = this.world;
      const clientPort = this.freePort++;
      links.sendKernel(life, host.life, {}, () => {
        const entry = this.bound.get(keyOf(target));
        if (entry?.life.alive !== true) {
          links.sendKernel(host.life, life, {}, () => this.world.deliver(life, refuse, 'refuse'));
          return;
        }
        // The kernel accepts, also for a paused process; the pipe exists from here on, whatever the dialler does.
        const [clientEnd, serverEnd] = SimPipe.pair(this.world, life, entry.life, target, clientPort);
        this.world.deliver(entry.life, () => entry.listener.onPipe(serverEnd), 'accept');
        links.sendKernel(entry.life, life, serverEnd.stream, () =>
          this.world.deliver(life, () => resolve(clientEnd), 'connected'),
        );
      });
    });
  }
}

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.host}:${endpoint.port}`;
}
