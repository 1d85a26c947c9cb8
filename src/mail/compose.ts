import type { App } from '../core/app.ts'
import { getSettings } from '../core/instance/settings.ts'
import type { Letter } from '../lib/mail/mailer.ts'
import type { letterKinds } from './letters/index.ts'
import type { LetterKind } from './letters/letter.ts'

type Kinds = typeof letterKinds
export type LetterName = keyof Kinds
/** What a kind of letter tells. */
export type FactsOf<N extends LetterName> = Parameters<Kinds[N]['body']>[0]

interface Envelope {
  id: string
  writtenAt: number
  to: string
}

/** Writes a letter. The components are loaded with the first one. */
export async function composeLetter<N extends LetterName>(
  app: App,
  name: N,
  facts: FactsOf<N>,
  envelope: Envelope,
): Promise<Letter> {
  await import('../lib/load-tsx.ts')
  const [{ letterKinds }, { renderLetter }] = await Promise.all([import('./letters/index.ts'), import('./render.tsx')])
  const { title } = await getSettings(app)
  const { host, origin } = app.config
  const kind = letterKinds[name] as LetterKind<FactsOf<N>>
  return { ...envelope, from: title, ...renderLetter(kind, facts, { title, host, origin }) }
}
