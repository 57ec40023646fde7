/** Compact JSON, or indented by two blanks for people. */
export function encodeJson(object: unknown, pretty: boolean): string {
  return pretty ? JSON.stringify(object, undefined, 2) : JSON.stringify(object);
}
