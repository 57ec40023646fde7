export { loadUserAgentParser } from './load-user-agent-parser.js';
