import { stringify } from 'yaml';

/** YAML without anchors and without folded lines, so that line-based tools can read it. */
export function encodeYaml(object: unknown): string {
  return stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 });
}
