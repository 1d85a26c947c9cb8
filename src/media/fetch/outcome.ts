/** What is remembered of a fetch, so that not every look at a medium asks its origin again. */
import type { App } from '../../core/app.ts'
import { isSilent, markSilent } from '../../core/domains/silent-hosts.ts'
import { Unavailable } from '../../core/errors.ts'
import { failCopy } from '../../core/media/copies/fail.ts'
import type { Media } from '../../db/tables/media.ts'
import { mediaFailureOf } from './failure.ts'

/** @throws Unavailable if its host has just let another fetch wait in vain */
export function refuseSilent(app: App, { host }: Pick<Media, 'host'>): void {
  const name = host ?? ''
  if (isSilent(app, name)) throw new Unavailable(name, ['media-origin-silent', { host: name }])
}

/** @returns the failure that is remembered, or the error itself if it says nothing about the medium */
export async function rememberFailure(app: App, medium: Media, error: unknown): Promise<unknown> {
  const failure = mediaFailureOf(error, medium)
  if (!failure) return error
  const { problem, isLasting } = failure
  if (problem[0] === 'media-origin-silent') markSilent(app, medium.host ?? '')
  await failCopy(app, medium, { problem, isLasting })
  return failure
}
