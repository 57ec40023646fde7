import { targetList } from '../library/parse-targets.js';
import { option, optional, type OptionEntry } from './option-entry.js';
import {
  boolean,
  integer,
  jsonObject,
  objectName,
  oneOf,
  path,
  port,
  quantity,
  text,
  textList,
  textMap,
} from './option-type.js';

const controller = 'DD_ADMISSION_CONTROLLER';
const library = `${controller}_AUTO_INSTRUMENTATION`;
const instrumentation = 'DD_APM_INSTRUMENTATION';

/** How applications reach the agent. `invalid` stands for a configured value that is none of these. */
export type ConfigMode = 'csi' | 'hostip' | 'invalid' | 'service' | 'socket';

const configMode = oneOf<Exclude<ConfigMode, 'invalid'>>(['hostip', 'service', 'socket', 'csi']);

/** How libraries come into a pod. */
export type InjectionMode = 'auto' | 'csi' | 'image_volume' | 'init_container';

/** All values of the injection mode. */
export const injectionModes: readonly InjectionMode[] = ['auto', 'init_container', 'image_volume', 'csi'];

/** A day: timers do not count to any number, and fire at once beyond. */
const maxTimerSeconds = 86_400;

const webhookOptions = {
  enabled: option(`${controller}_ENABLED`, boolean, true, { doc: 'Change pods at all.' }),
  mutationEnabled: option(`${controller}_MUTATION_ENABLED`, boolean, true, {
    doc: 'Register the webhooks that change pods.',
  }),
  mutateUnlabelled: option(`${controller}_MUTATE_UNLABELLED`, boolean, false, {
    doc: 'Change every pod but those labelled `admission.datadoghq.com/enabled: "false"`, instead of only those labelled `"true"`.',
  }),
  port: option(`${controller}_PORT`, port, 8000, { doc: 'HTTPS port of the webhooks.' }),
  timeoutSeconds: option(`${controller}_TIMEOUT_SECONDS`, integer(1, 30), 10, {
    doc: 'How long the API server waits for an answer, at most 30.',
  }),
  serviceName: option(`${controller}_SERVICE_NAME`, objectName, 'datadog-admission-controller', {
    doc: 'Service in front of the webhooks; the certificate is valid for it.',
  }),
  webhookName: option(`${controller}_WEBHOOK_NAME`, objectName, 'datadog-webhook', {
    doc: 'Name of the webhook configuration object.',
  }),
  failurePolicy: option(`${controller}_FAILURE_POLICY`, oneOf(['Ignore', 'Fail']), 'Ignore', {
    fallback: 'Ignore',
    doc: 'What the API server does with a pod when no webhook answers: create it unchanged (`Ignore`) or refuse it (`Fail`). Other values mean `Ignore`.',
  }),
  reinvocationPolicy: option(`${controller}_REINVOCATION_POLICY`, oneOf(['IfNeeded', 'Never']), 'IfNeeded', {
    fallback: 'IfNeeded',
    doc: 'Whether pods that other webhooks change afterwards are sent again. Other values mean `IfNeeded`.',
  }),
  addAksSelectors: option(`${controller}_ADD_AKS_SELECTORS`, boolean, false, {
    doc: 'Leave out the namespaces that AKS manages, as its enforcer demands.',
  }),
  certificateSecretName: option(`${controller}_CERTIFICATE_SECRET_NAME`, objectName, 'webhook-certificate', {
    doc: 'Secret that holds the serving certificate; the CA is in the Secret of this name with `-ca`.',
  }),
  certificateValidityHours: option(`${controller}_CERTIFICATE_VALIDITY_BOUND`, integer(1), 8760, {
    doc: 'Hours for which a certificate is valid.',
  }),
  certificateExpirationThresholdHours: option(`${controller}_CERTIFICATE_EXPIRATION_THRESHOLD`, integer(0), 720, {
    doc: 'Hours before its end at which a certificate is renewed.',
  }),
  probeEnabled: option(`${controller}_PROBE_ENABLED`, boolean, false, {
    doc: 'Create a ConfigMap as a dry run now and then, to prove that the API server reaches the webhooks.',
  }),
  probeIntervalSeconds: option(`${controller}_PROBE_INTERVAL`, integer(1, maxTimerSeconds), 60, {
    doc: 'Seconds between two probes.',
  }),
  probeGracePeriodSeconds: option(`${controller}_PROBE_GRACE_PERIOD`, integer(0, maxTimerSeconds), 60, {
    doc: 'Seconds after the start before the first probe.',
  }),
};

const configOptions = {
  injectConfigEnabled: option(`${controller}_INJECT_CONFIG_ENABLED`, boolean, true, {
    doc: 'Tell applications how to reach the agent.',
  }),
  injectConfigEndpoint: option(`${controller}_INJECT_CONFIG_ENDPOINT`, path, '/injectconfig', {
    doc: 'Path of the webhook `agent_config`.',
  }),
  injectConfigMode: option<ConfigMode>(`${controller}_INJECT_CONFIG_MODE`, configMode, 'hostip', {
    invalid: 'invalid',
    doc: 'How applications reach the agent: at the address of the node, through the Service of the agents, through its sockets, or through sockets from the CSI driver. The label `admission.datadoghq.com/config.mode` overrides it.',
  }),
  localServiceName: option(`${controller}_INJECT_CONFIG_LOCAL_SERVICE_NAME`, text, 'datadog', {
    doc: 'Service of the agents, for the mode `service`.',
  }),
  socketPath: option(`${controller}_INJECT_CONFIG_SOCKET_PATH`, text, '/var/run/datadog', {
    doc: 'Directory inside the containers under which the sockets appear.',
  }),
  typeSocketVolumes: option(`${controller}_INJECT_CONFIG_TYPE_SOCKET_VOLUMES`, boolean, false, {
    doc: 'Mount the socket files instead of their directories. The label `admission.datadoghq.com/config.type_socket_volumes` overrides it.',
  }),
  traceAgentHostSocketPath: option('DD_TRACE_AGENT_HOST_SOCKET_PATH', text, '/var/run/datadog', {
    doc: 'Directory on the node with the socket for traces.',
  }),
  dogstatsdHostSocketPath: option('DD_DOGSTATSD_HOST_SOCKET_PATH', text, '/var/run/datadog', {
    doc: 'Directory on the node with the socket for DogStatsD.',
  }),
  apmReceiverSocket: option('DD_APM_RECEIVER_SOCKET', text, '/var/run/datadog/apm.socket', {
    doc: 'Socket for traces; only its file name counts.',
  }),
  dogstatsdSocket: option('DD_DOGSTATSD_SOCKET', text, '/var/run/datadog/dsd.socket', {
    doc: 'Socket for DogStatsD; only its file name counts.',
  }),
  csiEnabled: option('DD_CSI_ENABLED', boolean, false, {
    doc: 'The Datadog CSI driver runs on the nodes; without it the mode `csi` means `socket`.',
  }),
  csiDriver: option('DD_CSI_DRIVER', text, 'k8s.csi.datadoghq.com', { doc: 'Name of the CSI driver.' }),
  injectTagsEnabled: option(`${controller}_INJECT_TAGS_ENABLED`, boolean, true, {
    doc: 'Set DD_ENV, DD_SERVICE and DD_VERSION from the labels `tags.datadoghq.com/*` of a pod or its owner.',
  }),
  injectTagsEndpoint: option(`${controller}_INJECT_TAGS_ENDPOINT`, path, '/injecttags', {
    doc: 'Path of the webhook `standard_tags`.',
  }),
  podOwnersCacheValidityMinutes: option(`${controller}_INJECT_TAGS_POD_OWNERS_CACHE_VALIDITY`, integer(0), 10, {
    alias: `${controller}_POD_OWNERS_CACHE_VALIDITY`,
    doc: 'Minutes for which the labels of an owner are remembered.',
  }),
};

const libraryOptions = {
  containerRegistry: option(`${controller}_CONTAINER_REGISTRY`, text, 'gcr.io/datadoghq', {
    doc: 'Registry of all injected images.',
  }),
  autoInstrumentationEnabled: option(`${library}_ENABLED`, boolean, true, { doc: 'Inject tracing libraries.' }),
  autoInstrumentationEndpoint: option(`${library}_ENDPOINT`, path, '/injectlib', {
    doc: 'Path of the webhook `lib_injection`.',
  }),
  libraryRegistry: optional(
    `${library}_CONTAINER_REGISTRY`,
    text,
    'Registry of the libraries, when it is another than that of all images.',
  ),
  registryAllowList: option(`${library}_CONTAINER_REGISTRY_ALLOW_LIST`, textList, [], {
    doc: 'The only registries images may come from; empty allows all.',
  }),
  injectAutoDetectedLibraries: option(`${library}_INJECT_AUTO_DETECTED_LIBRARIES`, boolean, true, {
    doc: 'Where single-step instrumentation names no versions, inject the libraries of the languages that the language detection of the Datadog Agent found in the Deployment, instead of all.',
  }),
  initResourcesCpu: optional(
    `${library}_INIT_RESOURCES_CPU`,
    quantity,
    'CPU of the injected init containers, as request and limit. Without it they get what the pod has.',
  ),
  initResourcesMemory: optional(
    `${library}_INIT_RESOURCES_MEMORY`,
    quantity,
    'Memory of the injected init containers, as request and limit. Without it they get what the pod has.',
  ),
  initSecurityContext: optional(
    `${library}_INIT_SECURITY_CONTEXT`,
    jsonObject,
    'Security context of the injected init containers, as JSON. Without it they get one only where the namespace enforces the restricted profile.',
  ),
  appsecEnabled: optional(`${library}_APPSEC_ENABLED`, boolean, 'Set DD_APPSEC_ENABLED.'),
  iastEnabled: optional(`${library}_IAST_ENABLED`, boolean, 'Set DD_IAST_ENABLED.'),
  appsecScaEnabled: optional(`${library}_APPSEC_SCA_ENABLED`, boolean, 'Set DD_APPSEC_SCA_ENABLED.'),
  profilingEnabled: optional(
    `${library}_PROFILING_ENABLED`,
    oneOf(['true', 'false', 'auto']),
    'Set DD_PROFILING_ENABLED: `true`, `false` or `auto`.',
  ),
  statusAnnotations: option(`${library}_STATUS_ANNOTATIONS`, oneOf(['problems', 'always']), 'problems', {
    doc: 'Write annotations about an injection into the pod only when something went wrong, or always.',
  }),
};

const instrumentationOptions = {
  instrumentationEnabled: option(`${instrumentation}_ENABLED`, boolean, false, {
    doc: 'Single-step instrumentation: inject libraries into all pods that the targets select.',
  }),
  instrumentationVersion: optional(
    `${instrumentation}_VERSION`,
    oneOf(['v1', 'v2']),
    '`v1` loads libraries through variables of their languages, `v2` through the injector. Without it `v1`, or `v2` when single-step instrumentation is enabled.',
  ),
  enabledNamespaces: option(`${instrumentation}_ENABLED_NAMESPACES`, textList, [], {
    doc: 'The only namespaces that single-step instrumentation is for.',
  }),
  disabledNamespaces: option(`${instrumentation}_DISABLED_NAMESPACES`, textList, [], {
    doc: 'Namespaces that get no libraries, whatever their pods ask for.',
  }),
  libVersions: option(`${instrumentation}_LIB_VERSIONS`, textMap, new Map(), {
    doc: 'Language to version, for single-step instrumentation without targets, such as `{"java": "v1"}`.',
  }),
  targets: option(`${instrumentation}_TARGETS`, targetList, [], {
    doc: 'Which pods get which libraries: a JSON list of `{name, podSelector, namespaceSelector, ddTraceVersions, ddTraceConfigs}`. The first that matches decides.',
  }),
  injectorImageTag: option(`${instrumentation}_INJECTOR_IMAGE_TAG`, text, '0', { doc: 'Tag of the injector image.' }),
  injectionMode: option(`${instrumentation}_INJECTION_MODE`, oneOf(injectionModes), 'auto', {
    doc: 'How libraries come into a pod with `v2`; `auto` means `init_container`. The annotation `admission.datadoghq.com/apm-inject.injection-mode` overrides it.',
  }),
  installTime: optional(
    'DD_INSTRUMENTATION_INSTALL_TIME',
    text,
    'Unix time of the installation, handed to the tracers. Without it the start of the service.',
  ),
  installId: option('DD_INSTRUMENTATION_INSTALL_ID', text, '', {
    doc: 'Identifier of the installation, handed to the tracers.',
  }),
  podLabelsAsTags: option('DD_KUBERNETES_POD_LABELS_AS_TAGS', textMap, new Map(), {
    doc: 'Pod label to tag; labels that become `service`, `env` or `version` set the variables of single-step instrumentation.',
  }),
  podAnnotationsAsTags: option('DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS', textMap, new Map(), {
    doc: 'Pod annotation to tag; used as the labels are.',
  }),
};

/** Every variable of the admission webhook, in the order of its reference page. */
export const admissionOptions = {
  ...webhookOptions,
  ...configOptions,
  ...libraryOptions,
  ...instrumentationOptions,
} satisfies Readonly<Record<string, OptionEntry>>;

/** The values of all variables. */
export type AdmissionOptions = {
  readonly [K in keyof typeof admissionOptions]: (typeof admissionOptions)[K] extends OptionEntry<infer T> ? T : never;
};
