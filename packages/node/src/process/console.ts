export { CONSOLE_LISTENING } from './console-host.js';
export { listenHttp } from './http-listener.js';
export { pageFolder } from './page-place.js';
export { readPage } from './page-folder.js';
