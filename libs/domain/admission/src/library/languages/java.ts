import type { Language } from './language.js';

const crashFiles = '/datadog-lib/java/continuousprofiler/tmp';

/** Java: an agent for the virtual machine. */
export const java = {
  name: 'java',
  annotation: 'java-lib',
  image: 'dd-lib-java-init',
  defaultVersion: 'v1',
  directory: 'java',
  environment: [
    {
      name: 'JAVA_TOOL_OPTIONS',
      value: ` -javaagent:/datadog-lib/dd-java-agent.jar -XX:OnError=${crashFiles}/dd_crash_uploader.sh -XX:ErrorFile=${crashFiles}/hs_err_pid_%p.log`,
      present: 'append',
      separator: '',
    },
  ],
  doc: 'Adds the agent to JAVA_TOOL_OPTIONS.',
} as const satisfies Language;
