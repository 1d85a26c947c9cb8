/**
 * All tables of the database. Each is declared in the file of its noun, with the types of its rows. Migrations create
 * this schema, as `schema.test.ts` proves. Times are Unix milliseconds, ids are snowflakes, and `*_key` columns hold
 * the normalized form that is compared with `=`.
 */

import { account_keys, accounts } from './accounts.ts'
import { app_tokens, apps, authorization_codes, authorizations, refresh_tokens } from './apps.ts'
import { attachments } from './attachments.ts'
import type { Rows } from './columns.ts'
import { community_bans, community_moderators, community_removals } from './communities.ts'
import { deleted_messages } from './deleted-messages.ts'
import { dropped_statuses } from './dropped.ts'
import { feed_deletions } from './feeds.ts'
import { followed_feeds } from './followed-feeds.ts'
import { hosts } from './hosts.ts'
import { id_leases } from './id-leases.ts'
import { inbox } from './inbox.ts'
import { domain_blocks, instance_settings } from './instance.ts'
import { bookmarks, favourites, pins } from './interactions.ts'
import { jobs, schedules } from './jobs.ts'
import { cache_days, cache_sizes, media, media_files } from './media.ts'
import { mentions } from './mentions.ts'
import { moves } from './moves.ts'
import { notifications } from './notifications.ts'
import { outbox } from './outbox.ts'
import { refusals } from './refusals.ts'
import { blocks, ended_follows, follow_requests, follows, mutes } from './relationships.ts'
import { reports } from './reports.ts'
import { recovery_codes, second_factors } from './second-factors.ts'
import { pending_sign_ins, sessions, sign_in_devices } from './sessions.ts'
import { idempotency_keys, status_edits, statuses } from './statuses.ts'
import { status_tags, tags } from './tags.ts'
import { home_entries, public_entries } from './timelines.ts'
import { pending_undos, tombstones } from './tombstones.ts'
import { one_time_links, sign_in_networks, tokens, users } from './users.ts'
import { webhook_deliveries, webhooks } from './webhooks.ts'
import { websub_changes, websub_feeds, websub_subscriptions } from './websub.ts'

export const tables = {
  accounts,
  account_keys,
  users,
  tokens,
  one_time_links,
  sign_in_networks,
  sign_in_devices,
  sessions,
  pending_sign_ins,
  second_factors,
  recovery_codes,
  apps,
  authorizations,
  authorization_codes,
  refresh_tokens,
  app_tokens,
  statuses,
  status_edits,
  dropped_statuses,
  deleted_messages,
  attachments,
  media,
  media_files,
  cache_sizes,
  cache_days,
  idempotency_keys,
  mentions,
  tags,
  status_tags,
  favourites,
  bookmarks,
  pins,
  refusals,
  follows,
  follow_requests,
  ended_follows,
  blocks,
  mutes,
  home_entries,
  public_entries,
  notifications,
  community_moderators,
  community_bans,
  community_removals,
  moves,
  reports,
  tombstones,
  pending_undos,
  feed_deletions,
  followed_feeds,
  websub_feeds,
  websub_subscriptions,
  websub_changes,
  webhooks,
  webhook_deliveries,
  instance_settings,
  domain_blocks,
  hosts,
  inbox,
  outbox,
  jobs,
  schedules,
  id_leases,
}

type Tables = typeof tables
/** The type for `Kysely<Database>`. Rows are used as they are, without a mapping layer. */
export type Database = Rows<Tables>
