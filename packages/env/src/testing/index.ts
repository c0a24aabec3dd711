export { Authority, type Issued } from './authority.js';
