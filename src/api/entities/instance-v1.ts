import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { Written } from '../../lib/written-json.ts'
import { AccountEntity, renderAccount } from './account.ts'
import { configuration, emailOf, InstanceEntity, type InstanceView, thumbnailUrl, versionText } from './instance.ts'
import { RuleEntity, renderRule } from './rule.ts'

/** The older form of the instance, which some clients still request first. */
export const InstanceV1Entity = z.strictObject({
  uri: z.string(),
  title: z.string(),
  short_description: z.string(),
  description: z.string(),
  email: z.string().min(1).optional(),
  version: z.string(),
  /** Without `streaming_api`: clients would connect to it again and again. */
  urls: z.strictObject({}),
  stats: z.strictObject({ user_count: z.int(), status_count: z.int(), domain_count: z.int() }),
  thumbnail: z.url(),
  languages: z.array(z.string()),
  registrations: z.boolean(),
  approval_required: z.boolean(),
  invites_enabled: z.boolean(),
  configuration: InstanceEntity.shape.configuration,
  contact_account: AccountEntity.nullable(),
  rules: z.array(RuleEntity),
})
export type InstanceV1Entity = z.infer<typeof InstanceV1Entity>

export function renderInstanceV1(app: App, view: InstanceView): Written<InstanceV1Entity> {
  const { settings, stats, contact } = view
  return {
    uri: app.config.host,
    title: settings.title,
    short_description: settings.shortDescription,
    description: settings.description,
    ...emailOf(settings),
    version: versionText(),
    urls: {},
    stats: { user_count: stats.users, status_count: stats.localPosts, domain_count: stats.domains },
    thumbnail: thumbnailUrl(app),
    languages: settings.languages,
    registrations: settings.registrations !== 'closed',
    approval_required: settings.registrations === 'approval',
    invites_enabled: false,
    configuration: configuration(app, view),
    contact_account: contact ? renderAccount(app, contact) : null,
    rules: settings.rules.map(renderRule),
  }
}
