/** Resolves when the work is done, has failed, or the time is over; the work goes on then. */
export async function within(timeoutMillis: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMillis);
  await Promise.race([work.catch(() => {}), promise]);
  clearTimeout(timer);
}
