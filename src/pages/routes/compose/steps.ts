/** What the buttons of the composer do besides posting. Each shows the composer again, with all that was typed. */
import type { Draft } from '../../components/composer.tsx'
import type { DraftMedium } from '../../components/upload-row.tsx'

/** @param step as a button of `DraftMedia` sends it: `remove-2`, `earlier-2`; any other changes nothing */
export function takeStep(draft: Draft, step = ''): Draft {
  const { name, at } = parseStep(step)
  if (name === 'remove') return { ...draft, media: draft.media.filter((_, place) => place !== at) }
  if (name === 'earlier') return { ...draft, media: swapped(draft.media, at) }
  return draft
}

/** The field beside the button, for those who press it with a keyboard: it moves with its upload. */
export function focusAfter({ media }: Draft, step: string): string | undefined {
  const { name, at } = parseStep(step)
  if (name === 'earlier') return `description_${Math.max(1, at)}`
  if (name === 'remove') return at < media.length - 1 ? `description_${at + 1}` : 'files'
  return undefined
}

function parseStep(step: string): { name: string | undefined; at: number } {
  const [, name, number] = /^(remove|earlier)-(\d)$/.exec(step) ?? []
  return { name, at: Number(number) - 1 }
}

function swapped(media: readonly DraftMedium[], at: number): readonly DraftMedium[] {
  const [before, it] = [media[at - 1], media[at]]
  return before && it ? media.with(at - 1, it).with(at, before) : media
}
