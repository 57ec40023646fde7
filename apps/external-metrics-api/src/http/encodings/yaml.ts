import { stringify } from 'yaml';

/** YAML that old and new parsers read alike (texts like `y` and times are quoted), without anchors and folded lines. */
export function encodeYaml(object: unknown): string {
  return stringify(object, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 });
}
