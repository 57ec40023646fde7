/** Bytes of a request, decompressed: the 5 MB of Datadog's intake, generously read. */
export const maxBodyBytes = 5 * 1024 * 1024;
/** Bytes of one log; a longer one is cut. */
export const maxLogBytes = 1_000_000;
/** Logs of one request. */
export const maxLogsOfRequest = 1000;
/** How deep attributes may nest on their way in; the core itself stops at 100, the batch around them counts too. */
export const maxDepth = 90;
