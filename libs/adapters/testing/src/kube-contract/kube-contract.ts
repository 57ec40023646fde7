import { collectionChecks } from './collection-checks.js';
import type { ContractCheck } from './contract-check.js';
import { objectChecks } from './object-checks.js';
import { patchChecks } from './patch-checks.js';
import { ruleChecks } from './rule-checks.js';

/**
 * What Dogwatch relies on in the Kubernetes API. The simulator and a real kube-apiserver are held to the same list, so that
 * neither can drift from the other. The CustomResourceDefinition of DatadogMetric must be there.
 */
export const kubeContract: readonly ContractCheck[] = [
  ...objectChecks,
  ...patchChecks,
  ...collectionChecks,
  ...ruleChecks,
];
