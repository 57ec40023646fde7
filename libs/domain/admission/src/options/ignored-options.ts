const controller = 'DD_ADMISSION_CONTROLLER';
const sidecar = 'the sidecar for Fargate is not built';
const workload = 'the workload security webhooks are not built';

/** Variables of the Datadog Cluster Agent that are accepted without effect, each with the reason. */
export const ignoredAdmissionOptions: Readonly<Record<string, string>> = {
  [`${controller}_VALIDATION_ENABLED`]: 'there is no validating webhook',
  [`${controller}_NAMESPACE_SELECTOR_FALLBACK`]: 'Kubernetes before 1.15 is not supported',
  [`${controller}_KUBERNETES_ADMISSION_EVENTS_ENABLED`]: 'the webhook for admission events is not built',
  [`${controller}_AUTO_INSTRUMENTATION_DEFAULT_DD_REGISTRIES`]: 'tags are not resolved to digests',
  [`${controller}_AUTO_INSTRUMENTATION_GRADUAL_ROLLOUT_ENABLED`]: 'tags are not resolved to digests',
  [`${controller}_AUTO_INSTRUMENTATION_GRADUAL_ROLLOUT_CACHE_TTL`]: 'tags are not resolved to digests',
  [`${controller}_AUTO_INSTRUMENTATION_PATCHER_ENABLED`]: 'remote configuration is not built',
  [`${controller}_AGENT_SIDECAR_ENABLED`]: sidecar,
  [`${controller}_AGENT_SIDECAR_PROVIDER`]: sidecar,
  [`${controller}_AGENT_SIDECAR_ENDPOINT`]: sidecar,
  [`${controller}_AGENT_SIDECAR_SELECTORS`]: sidecar,
  [`${controller}_AGENT_SIDECAR_PROFILES`]: sidecar,
  [`${controller}_AGENT_SIDECAR_CONTAINER_REGISTRY`]: sidecar,
  [`${controller}_AGENT_SIDECAR_IMAGE_NAME`]: sidecar,
  [`${controller}_AGENT_SIDECAR_IMAGE_TAG`]: sidecar,
  [`${controller}_AGENT_SIDECAR_CLUSTER_AGENT_ENABLED`]: sidecar,
  [`${controller}_AGENT_SIDECAR_CLUSTER_AGENT_TLS_VERIFICATION_ENABLED`]: sidecar,
  [`${controller}_AGENT_SIDECAR_CLUSTER_AGENT_TLS_VERIFICATION_COPY_CA_CONFIGMAP`]: sidecar,
  [`${controller}_AGENT_SIDECAR_KUBELET_API_LOGGING_ENABLED`]: sidecar,
  [`${controller}_CWS_INSTRUMENTATION_ENABLED`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_POD_ENDPOINT`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_COMMAND_ENDPOINT`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_MODE`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_IMAGE_NAME`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_IMAGE_TAG`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_REMOTE_COPY_DIRECTORY`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_TIMEOUT`]: workload,
  [`${controller}_CWS_INSTRUMENTATION_MUTATE_UNLABELLED`]: workload,
};
