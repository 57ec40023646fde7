import { crds, toManifest } from '@dogwatch/crds';
import { stringify } from 'yaml';
import type { GeneratedFile } from './generated-file.ts';

/** One CustomResourceDefinition per kind, as `kubectl apply` takes it; a template of the chart puts them in. */
export function generateCrds(): readonly GeneratedFile[] {
  return crds.map((crd) => ({
    path: `charts/dogwatch/files/crds/${crd.group}_${crd.plural}.yaml`,
    text: stringify(toManifest(crd), { lineWidth: 0, aliasDuplicateObjects: false }),
  }));
}
