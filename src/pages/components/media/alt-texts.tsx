import type { VNode } from 'preact'
import type { Medium } from './addresses.ts'

/** The alt texts for those who see the media. Who has none says nothing: that is between them and their composer. */
export function AltTexts({ media }: { media: readonly Pick<Medium, 'description'>[] }): VNode | null {
  const texts = media.flatMap(({ description }, place) => (description ? [{ description, place }] : []))
  if (texts.length === 0) return null
  return (
    <details class="alt">
      <summary>Alt text</summary>
      {media.length === 1 ? (
        <p dir="auto">{texts[0]?.description}</p>
      ) : (
        <ol>
          {texts.map(({ description, place }) => (
            <li value={place + 1} dir="auto">
              {description}
            </li>
          ))}
        </ol>
      )}
    </details>
  )
}
