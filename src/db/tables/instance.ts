import { json, table, text, time } from './columns.ts'

/**
 * Settings that an administrator changes while the server runs (title, rules, registrations …): one JSON value per
 * name.
 */
export const instance_settings = table({ name: text().key(), value: json<unknown>() })

/** Domains that may not deliver and are never fetched from, including their subdomains. */
export const domain_blocks = table({ domain: text().key(), reason: text().or(''), created_at: time() })
