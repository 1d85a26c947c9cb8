/** The settings that an administrator can change while the server runs. */
import { z } from 'zod'
import { CachedValue } from '../../lib/cached-value.ts'
import { SECOND } from '../../lib/durations.ts'
import { isLanguageTag } from '../../lib/language-tag.ts'
import { slot } from '../../lib/slot.ts'
import type { Problem, Problems } from '../../messages/en/fields.ts'
import type { App, Tx } from '../app.ts'
import { InvalidFields } from '../errors.ts'

/** How long another process may take to notice a change. */
const TTL_MS = 10 * SECOND

/** Cached because nearly every request reads the settings. */
export const cachedSettings = slot(() => new CachedValue<InstanceSettings>(TTL_MS))

const MAX_MIN_AGE = 120

const line = (max: number) => z.string().trim().max(max)

const shape = z.object({
  title: line(100),
  /** Markdown. */
  description: line(10_000),
  /** One or two sentences for lists of servers. */
  shortDescription: line(500),
  contactEmail: line(254),
  /** The local account to contact about the server. */
  contactUsername: line(30),
  registrations: z.enum(['open', 'approval', 'closed']),
  /** In years; 0 for no minimum. Who signs up is asked for the date of birth, which is not stored. */
  minAge: z.coerce.number().int().min(0).max(MAX_MIN_AGE),
  rules: z.array(line(1_000)).max(100),
  /** ISO 639-1 codes, the main one first. */
  languages: z.array(z.string().refine(isLanguageTag)).max(50),
})
export type InstanceSettings = z.infer<typeof shape>

function defaults(app: Pick<App, 'config'>): InstanceSettings {
  return {
    title: app.config.host,
    description: '',
    shortDescription: 'A federated social server.',
    contactEmail: '',
    contactUsername: '',
    registrations: app.config.registrations,
    minAge: 0,
    rules: [],
    languages: ['en'],
  }
}

/** All settings, with defaults for those that were never changed. */
export async function getSettings(app: Pick<App, 'db' | 'slot' | 'config'>): Promise<InstanceSettings> {
  const known = app.slot(cachedSettings).get()
  if (known) return known
  const names = Object.keys(shape.shape)
  const rows = await app.db.selectFrom('instance_settings').selectAll().where('name', 'in', names).execute()
  const stored = Object.fromEntries(rows.map((row) => [row.name, row.value]))
  const settings = { ...defaults(app), ...shape.partial().parse(stored) }
  app.slot(cachedSettings).set(settings)
  return settings
}

/** @throws Invalid that names the invalid setting */
export async function changeSettings(app: App, changes: Partial<InstanceSettings>): Promise<InstanceSettings> {
  const checked = checkSettings(changes)
  await app.transaction((tx) => storeSettings(tx, checked))
  return getSettings(app)
}

/**
 * The settings as they would be stored.
 * @throws Invalid that names the invalid setting
 */
export function checkSettings(changes: Partial<InstanceSettings>): Partial<InstanceSettings> {
  const read = shape.partial().strict().safeParse(changes)
  if (!read.success) throw new InvalidFields(problemsOf(read.error))
  return read.data
}

/** Stores settings that `checkSettings` has returned. */
export async function storeSettings(tx: Tx, checked: Partial<InstanceSettings>): Promise<void> {
  for (const [name, value] of Object.entries(checked)) {
    if (value !== undefined) await writeSetting(tx, name, value)
  }
  tx.afterCommit(() => tx.slot(cachedSettings).clear())
}

/** Stores one named value, which need not be one of the settings above. */
export async function writeSetting(app: Pick<App, 'db'>, name: string, value: unknown): Promise<void> {
  // Encoded here, because the codec stores a bare string as it is, which could be mistaken for JSON when read.
  const row = { name, value: JSON.stringify(value) }
  await app.db
    .insertInto('instance_settings')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
    .execute()
}

function problemsOf(error: z.ZodError): Problems {
  const problems: Record<string, Problem[]> = {}
  for (const issue of error.issues) {
    const name = String(issue.path[0] ?? 'settings')
    problems[name] = [...(problems[name] ?? []), problemOf(issue)]
  }
  return problems
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  if (issue.code === 'too_big' && issue.origin !== 'number')
    return [issue.origin === 'array' ? 'too-many-entries' : 'too-long', { max: Number(issue.maximum) }]
  if (issue.code === 'invalid_value') return ['not-one-of', { options: issue.values.join(', ') }]
  if (issue.code === 'custom') return ['language-code']
  return ['invalid-value', { reason: issue.message }]
}
