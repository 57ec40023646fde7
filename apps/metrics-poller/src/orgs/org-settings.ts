import { defaultOrg } from '@dogwatch/scaling';
import { z } from 'zod';

const orgSetting = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .refine((name) => name !== defaultOrg, `${defaultOrg} is the organization of DD_API_KEY; take another name`),
  site: z.string().optional(),
  url: z.string().optional(),
  api_key: z.string().optional(),
  app_key: z.string().optional(),
  folder: z.string().optional(),
  secret: z.string().optional(),
});

/** One organization besides that of the poller's own keys: where it is, and where its keys are. */
export type OrgSetting = z.infer<typeof orgSetting>;

/** What DD_ORGS holds. */
export const orgSettings = z
  .array(orgSetting)
  .refine((orgs) => new Set(orgs.map(({ name }) => name)).size === orgs.length, 'two organizations have one name')
  .refine(
    (orgs) => orgs.every((org) => (org.api_key && org.app_key) || org.folder || org.secret),
    'each organization needs api_key and app_key, a folder, or a secret',
  );
