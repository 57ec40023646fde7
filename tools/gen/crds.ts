import { crds, toManifest } from '@dogwatch/crds';
import { stringify } from 'yaml';
import type { GeneratedFile } from './generated-file.ts';

/** One CustomResourceDefinition per kind, as `helm install` and `kubectl apply` take it. */
export function generateCrds(): readonly GeneratedFile[] {
  return crds.map((crd) => ({
    path: `charts/dogwatch/crds/${crd.group}_${crd.plural}.yaml`,
    text: stringify(toManifest(crd), { lineWidth: 0, aliasDuplicateObjects: false }),
  }));
}
