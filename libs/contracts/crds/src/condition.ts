import { z } from 'zod';

/** A time as Kubernetes writes it; `null` where it was cleared. */
export const optionalTime = z.string().meta({ format: 'date-time' }).nullable().optional();

/** `status.conditions` as most of Kubernetes has them (metav1.Condition), a list map by type. */
export const conditions = z
  .array(
    z.object({
      type: z.string(),
      status: z.enum(['True', 'False', 'Unknown']),
      reason: z.string().optional(),
      message: z.string().optional(),
      observedGeneration: z.number().int().optional(),
      lastTransitionTime: optionalTime,
      lastUpdateTime: optionalTime,
    }),
  )
  .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] });

/** One entry of `status.conditions`. */
export type ResourceCondition = z.infer<typeof conditions>[number];
