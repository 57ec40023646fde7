import type { EnvironmentEdit, Language } from './language.js';

const profiler = {
  CORECLR_ENABLE_PROFILING: '1',
  CORECLR_PROFILER: '{846F5F1C-F9AE-4B07-969E-05C26BC060D8}',
  CORECLR_PROFILER_PATH: '/datadog-lib/Datadog.Trace.ClrProfiler.Native.so',
  DD_DOTNET_TRACER_HOME: '/datadog-lib',
  DD_TRACE_LOG_DIRECTORY: '/datadog-lib/logs',
};

/** .NET: a profiler for the runtime. */
export const dotnet = {
  name: 'dotnet',
  annotation: 'dotnet-lib',
  image: 'dd-lib-dotnet-init',
  defaultVersion: 'v3',
  directory: 'dotnet',
  environment: Object.entries(profiler).map(([name, value]): EnvironmentEdit => ({
    name,
    value,
    present: 'replace',
    separator: '',
  })),
  doc: 'Sets the CORECLR_* variables; only one profiler can run, so values of the pod are replaced.',
} as const satisfies Language;
