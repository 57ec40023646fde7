import type { JsonValue } from '../json.js';
import type { Decision } from '../decision.js';
import type { AdmissionPlan, MutationContext } from '../plan.js';
import { readPod } from '../pod.js';
import { selectLibraries } from './select-libraries.js';

/** Which libraries a pod gets and which target decided, without injecting anything. */
export interface SelectionExplanation {
  readonly libraries: readonly { readonly language: string; readonly image: string; readonly container: string }[];
  /** Name of the target that decided; undefined when annotations did or nothing is injected. */
  readonly target?: string;
  readonly decisions: readonly Decision[];
}

/** Runs the selection alone: for explanations, and to see what a change of targets would do. */
export function explainSelection(pod: JsonValue, plan: AdmissionPlan, context: MutationContext): SelectionExplanation {
  const read = readPod(pod);
  if (!read.ok) return { libraries: [], decisions: [] };
  const selection = selectLibraries(read.pod, plan, context);
  if (!selection.injects) return { libraries: [], decisions: selection.decisions };
  const libraries = selection.libraries.map(({ language, image, container }) => ({
    language: language.name,
    image: image.reference,
    container,
  }));
  return { libraries, ...(selection.target && { target: selection.target.name }), decisions: selection.decisions };
}
