import { dashboardKind } from '../apis/dashboards.js';
import { downtimeKind } from '../apis/downtimes.js';
import { notebookKind } from '../apis/notebooks.js';
import { notificationRuleKind } from '../apis/notification-rules.js';
import { sloKind } from '../apis/slos.js';
import { syntheticsTestKind } from '../apis/synthetics.js';
import { createObjectStore, type ObjectStore } from './object-store.js';

/** The objects of one simulator beside its monitors, by type. */
export interface ObjectStores {
  readonly dashboards: ObjectStore;
  readonly downtimes: ObjectStore;
  readonly notebooks: ObjectStore;
  readonly notificationRules: ObjectStore;
  readonly slos: ObjectStore;
  readonly syntheticsTests: ObjectStore;
}

/** Empty stores; `now` gives milliseconds. */
export function createObjectStores(now: () => number): ObjectStores {
  return {
    dashboards: createObjectStore(dashboardKind, now),
    downtimes: createObjectStore(downtimeKind, now),
    notebooks: createObjectStore(notebookKind, now),
    notificationRules: createObjectStore(notificationRuleKind, now),
    slos: createObjectStore(sloKind, now),
    syntheticsTests: createObjectStore(syntheticsTestKind, now),
  };
}
