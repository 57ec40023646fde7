import type { KubePermissions } from '@dogwatch/service';

/** What log-preprocessor may do in Kubernetes: nothing, its pipelines come from files or from Datadog. */
export const logPreprocessorPermissions: KubePermissions = { cluster: [], own: [] };
