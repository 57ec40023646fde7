/** A time as Kubernetes writes it: RFC 3339 in UTC, without fractions. */
export function toKubeTime(millis: number): string {
  return new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');
}
