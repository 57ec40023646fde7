const ours = /keda-scaler|dogwatch/i;

/** Tells addresses of keda-scaler: those that are named, and those that say so in their host. */
export function toIsKedaScaler(addresses: readonly string[]): (address: string) => boolean {
  return (address) => addresses.includes(address.trim()) || ours.test(address);
}

/** The text of base64; undefined when it is none. */
export function decodeBase64(text: string): string | undefined {
  const trimmed = text.trim();
  return /^[A-Za-z0-9+/\s]*={0,2}$/.test(trimmed) ? Buffer.from(trimmed, 'base64').toString('utf8') : undefined;
}
