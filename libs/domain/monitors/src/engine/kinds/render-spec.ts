import type { ApiBody } from '../../api-body.js';
import type { Rendered } from '../../field-problem.js';

/** Renders a spec that must be there. */
export function renderSpec<Spec>(spec: Spec | undefined, render: (spec: Spec) => Rendered<ApiBody>): Rendered<ApiBody> {
  if (spec !== undefined) return render(spec);
  return { ok: false, problems: [{ reason: 'Missing', path: 'spec', message: 'spec must be there' }] };
}
