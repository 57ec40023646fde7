/** How a resource and its object in Datadog stand to each other; carried unchanged into conditions, Events, logs and metrics. */
export const monitorReasons = {
  AdoptedElsewhere: 'The monitor that the resource is to adopt belongs to another resource.',
  Adopted: 'The resource has taken over an object that was there.',
  BadJson: 'A field that holds JSON as text cannot be read.',
  BadQuery: 'The query cannot be read, or does not fit the type or the thresholds.',
  BadReference: 'A composite names a DatadogMonitor that is not there or has no id yet.',
  BadValue: 'A field holds a value that Datadog refuses.',
  Created: 'The resource has created its object.',
  Creating: 'A create is under way, or its outcome is not known.',
  Duplicate: 'Datadog has the same monitor already, and it does not belong to this resource.',
  Forbidden: 'Datadog refuses the keys or their permissions.',
  InSync: 'The object in Datadog is as the resource says.',
  Missing: 'A required field is missing.',
  NoAnswer: 'Datadog did not answer in time, or the connection broke.',
  NoError: 'The last call for the resource succeeded.',
  NotFound: 'The object is not in Datadog.',
  NotKept:
    'Datadog does not keep what the resource says, or somebody sets it back at once; it is written again once an hour.',
  RateLimited: 'Datadog asks for fewer calls; all calls of that endpoint wait.',
  Refused: 'Datadog refuses the request; it is sent again when the spec changes.',
  ServerError: 'Datadog answered with a server error.',
  TypeChanged: 'The type of a monitor cannot be changed in place; delete the resource and create it again.',
  Updated: 'The object was changed to be as the resource says.',
} as const;

/** One of the keys of `monitorReasons`. */
export type MonitorReason = keyof typeof monitorReasons;
