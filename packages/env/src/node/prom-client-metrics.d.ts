declare module 'prom-client/lib/metrics/*.js' {
  import type { Registry } from 'prom-client';
  /** Registers one family, or a few that belong together. */
  const register: (registry: Registry) => void;
  export default register;
}
