import { z } from 'zod'
import {
  MAX_DISPLAY_NAME,
  MAX_FIELD_TEXT,
  MAX_NOTE,
  MAX_PICTURE_DESCRIPTION,
  MAX_PROFILE_FIELDS,
} from '../../core/accounts/limits.ts'
import type { App } from '../../core/app.ts'
import type { InstanceSettings } from '../../core/instance/settings.ts'
import type { InstanceStats } from '../../core/instance/stats.ts'
import { MAX_ATTACHMENTS } from '../../core/media/limits.ts'
import { CHARACTERS_PER_URL, MAX_CHARACTERS, MAX_PINS } from '../../core/statuses/limits.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import type { Written } from '../../lib/written-json.ts'
import { VERSION } from '../../version.ts'
import { AccountEntity, MISSING_HEADER, renderAccount } from './account.ts'
import { MediaConfiguration, mediaConfiguration } from './media-configuration.ts'
import { RuleEntity, renderRule } from './rule.ts'

/** Clients infer the available features from this prefix of the version. */
const COMPATIBLE_WITH = '4.6.0'
/** Version 2 of Mastodon's API would promise grouped notifications, which Atoll does not have. */
const API_VERSIONS = { mastodon: 1, atoll: 1 }

const Configuration = z.strictObject({
  urls: z.strictObject({}),
  accounts: z.strictObject({
    max_featured_tags: z.int(),
    max_pinned_statuses: z.int(),
    max_display_name_length: z.int(),
    max_note_length: z.int(),
    max_profile_fields: z.int(),
    profile_field_name_limit: z.int(),
    profile_field_value_limit: z.int(),
    max_avatar_description_length: z.int(),
    max_header_description_length: z.int(),
  }),
  statuses: z.strictObject({
    max_characters: z.int(),
    max_media_attachments: z.int(),
    characters_reserved_per_url: z.int(),
    supported_mime_types: z.array(z.string()),
  }),
  media_attachments: MediaConfiguration,
  polls: z.strictObject({
    max_options: z.int(),
    max_characters_per_option: z.int(),
    min_expiration: z.int(),
    max_expiration: z.int(),
  }),
  translation: z.strictObject({ enabled: z.boolean() }),
})

export const InstanceEntity = z.strictObject({
  domain: z.string(),
  title: z.string(),
  version: z.string(),
  source_url: z.url(),
  description: z.string(),
  usage: z.strictObject({ users: z.strictObject({ active_month: z.int() }) }),
  thumbnail: z.strictObject({ url: z.url() }),
  icon: z.array(z.never()),
  languages: z.array(z.string()),
  configuration: Configuration,
  registrations: z.strictObject({
    enabled: z.boolean(),
    approval_required: z.boolean(),
    reason_required: z.boolean(),
    /** In years. */
    min_age: z.int().nullable(),
    message: z.null(),
    url: z.null(),
  }),
  api_versions: z.strictObject({ mastodon: z.int(), atoll: z.int() }),
  contact: z.strictObject({ email: z.string().min(1).optional(), account: AccountEntity.nullable() }),
  rules: z.array(RuleEntity),
})
export type InstanceEntity = z.infer<typeof InstanceEntity>

export interface InstanceView {
  settings: InstanceSettings
  stats: InstanceStats
  contact: AccountRow | undefined
  /** What the decoder can read on this machine. */
  mediaTypes: readonly string[]
}

export function renderInstance(app: App, view: InstanceView): Written<InstanceEntity> {
  const { settings, stats, contact } = view
  return {
    domain: app.config.host,
    title: settings.title,
    version: versionText(),
    source_url: app.config.origin,
    description: settings.shortDescription,
    usage: { users: { active_month: stats.activeMonth } },
    thumbnail: { url: thumbnailUrl(app) },
    icon: [],
    languages: settings.languages,
    configuration: configuration(app, view),
    registrations: {
      enabled: settings.registrations !== 'closed',
      approval_required: settings.registrations === 'approval',
      reason_required: settings.registrations === 'approval',
      min_age: settings.minAge || null,
      message: null,
      url: null,
    },
    api_versions: API_VERSIONS,
    contact: { ...emailOf(settings), account: contact ? renderAccount(app, contact) : null },
    rules: settings.rules.map(renderRule),
  }
}

/** Left out if there is none: clients show an empty address as a link to nowhere. */
export const emailOf = ({ contactEmail }: InstanceSettings) => (contactEmail === '' ? {} : { email: contactEmail })
export const versionText = () => `${COMPATIBLE_WITH} (compatible; Atoll ${VERSION})`
export const thumbnailUrl = (app: App) => `${app.config.origin}${MISSING_HEADER}`

/** Polls are not supported, so all their limits are 0. */
export function configuration(
  app: App,
  { mediaTypes }: Pick<InstanceView, 'mediaTypes'>,
): z.infer<typeof Configuration> {
  return {
    urls: {},
    accounts: {
      max_featured_tags: 0,
      max_pinned_statuses: MAX_PINS,
      max_display_name_length: MAX_DISPLAY_NAME,
      max_note_length: MAX_NOTE,
      max_profile_fields: MAX_PROFILE_FIELDS,
      profile_field_name_limit: MAX_FIELD_TEXT,
      profile_field_value_limit: MAX_FIELD_TEXT,
      max_avatar_description_length: MAX_PICTURE_DESCRIPTION,
      max_header_description_length: MAX_PICTURE_DESCRIPTION,
    },
    statuses: {
      max_characters: MAX_CHARACTERS,
      max_media_attachments: MAX_ATTACHMENTS,
      characters_reserved_per_url: CHARACTERS_PER_URL,
      supported_mime_types: ['text/plain', 'text/markdown'],
    },
    media_attachments: mediaConfiguration(app.config, mediaTypes),
    polls: { max_options: 0, max_characters_per_option: 0, min_expiration: 0, max_expiration: 0 },
    translation: { enabled: false },
  }
}
