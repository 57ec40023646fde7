import type { DatadogDashboardSpec } from '@dogwatch/crds';
import { type ApiBody, withoutUnset } from '../api-body.js';
import type { Rendered } from '../field-problem.js';
import { parseJsonField } from '../parse-json-field.js';

/** The body that creates a dashboard, or why the resource is refused: broken widgets never empty a dashboard. */
export function toDashboardBody(spec: DatadogDashboardSpec): Rendered<ApiBody> {
  const widgets = parseJsonField('spec.widgets', spec.widgets ?? '[]', 'a JSON array of widgets', isList);
  if (!widgets.ok) return widgets;
  return {
    ok: true,
    body: withoutUnset({
      title: spec.title,
      layout_type: spec.layoutType,
      description: spec.description ?? null,
      reflow_type: spec.reflowType,
      notify_list: spec.notifyList,
      tags: spec.tags ?? null,
      template_variables: spec.templateVariables?.map(({ name, prefix, availableValues, defaults }) =>
        withoutUnset({ name, prefix, available_values: availableValues, defaults }),
      ),
      template_variable_presets: spec.templateVariablePresets?.map(({ name, templateVariables }) =>
        withoutUnset({ name, template_variables: templateVariables }),
      ),
      widgets: widgets.body,
    }),
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
