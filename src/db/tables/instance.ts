import { json, table, text, time } from './columns.ts'

/** What an administrator changes while running (title, rules, registration…): one JSON value per name. */
export const instance_settings = table({ name: text().key(), value: json<unknown>() })

/** Servers that may neither send nor be fetched from, sub-domains included. */
export const domain_blocks = table({ domain: text().key(), reason: text().or(''), created_at: time() })
