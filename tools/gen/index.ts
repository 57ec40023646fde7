import { generateAdmissionLibrariesReference } from './admission-libraries-reference.ts';
import { generateChartNatsUsers } from './chart-nats-users.ts';
import { generateChartPermissions } from './chart-permissions.ts';
import { generateChartValues } from './chart-values.ts';
import { generateCliReference } from './cli-reference.ts';
import { generateConfigReference } from './config-reference.ts';
import { generateCrdReference } from './crd-reference.ts';
import { generateCrds } from './crds.ts';
import { generateFunctionsReference } from './functions-reference.ts';
import type { Generator } from './generated-file.ts';
import { generateGrokReference } from './grok-reference.ts';
import { generateKedaParametersReference } from './keda-parameters-reference.ts';
import { generateLogProcessorsReference } from './log-processors-reference.ts';
import { generateLogSearchReference } from './log-search-reference.ts';
import { generateMetricsReference } from './metrics-reference.ts';
import { generateReasonsReference } from './reasons-reference.ts';

/** Every generator of `npm run gen`, in the order of their output. */
export const generators: readonly Generator[] = [
  generateAdmissionLibrariesReference,
  generateChartNatsUsers,
  generateChartPermissions,
  generateChartValues,
  generateCliReference,
  generateConfigReference,
  generateCrdReference,
  generateCrds,
  generateFunctionsReference,
  generateGrokReference,
  generateKedaParametersReference,
  generateLogProcessorsReference,
  generateLogSearchReference,
  generateMetricsReference,
  generateReasonsReference,
];
