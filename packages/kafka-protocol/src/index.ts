export { apiKeys, type ApiKey, type ApiName } from './api-keys.js';
