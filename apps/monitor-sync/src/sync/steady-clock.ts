/** The time of day as of now, going on evenly: nobody waits longer because somebody set the clock back. */
export function createSteadyClock(): () => number {
  const startMillis = Date.now() - performance.now();
  return () => Math.round(startMillis + performance.now());
}
