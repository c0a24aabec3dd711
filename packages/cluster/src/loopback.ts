/** Local clusters never leave the machine. */
export const loopback = '127.0.0.1';
