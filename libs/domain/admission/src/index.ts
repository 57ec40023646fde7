export { type Decision, type WebhookName } from './decision.js';
export {
  isJsonList,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
} from './json.js';
export { applyPatch, type Patched, type PatchOperation, planPatch } from './json-patch.js';
export type { Delivery } from './library/delivery/delivery.js';
export { deliveries } from './library/delivery/registry.js';
export type { InjectedLibrary, InjectionSummary } from './library/inject-libraries.js';
export type { Language } from './library/languages/language.js';
export { languages } from './library/languages/registry.js';
export { isLanguageAnnotation } from './library/language-annotations.js';
export { parseLibConfig, type ParsedLibConfig } from './library/lib-config.js';
export { explainSelection, type SelectionExplanation } from './library/explain-selection.js';
export {
  mutateForLibraries,
  mutateForWebhook,
  mutatePod,
  type Mutation,
  prepareMutation,
  type PreparedMutation,
  webhookOrder,
} from './mutate-pod.js';
export {
  type AdmissionOptions,
  admissionOptions,
  type ConfigMode,
  type InjectionMode,
} from './options/admission-options.js';
export { ignoredAdmissionOptions } from './options/ignored-options.js';
export type { OptionEntry } from './options/option-entry.js';
export type { OptionType } from './options/option-type.js';
export {
  type Environment,
  type OptionProblem,
  parseAdmissionOptions,
  type ParsedOptions,
} from './options/parse-admission-options.js';
export { newOwnerCache, type OwnerCache } from './owner-cache.js';
export {
  nextOwnerStep,
  type ObjectAddress,
  type OwnerLookup,
  type OwnerStep,
  toObjectAddress,
} from './owner-lookup.js';
export { type AdmissionPlan, compileAdmissionPlan, type MutationContext, type PlanEnvironment } from './plan.js';
export { planOwnerLookup } from './plan-owner-lookup.js';
export { type AdmissionReason, admissionReasons, type Failure, type Problem } from './reasons.js';
export { matchesWebhook, planWebhookSelectors, type WebhookSelectors } from './webhook-selectors.js';
export { isEnabled } from './webhook-step.js';
