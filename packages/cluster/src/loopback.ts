/** Local clusters never leave the machine. */
export const LOOPBACK = '127.0.0.1';
