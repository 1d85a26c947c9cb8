import type { VNode } from 'preact'
import { averageColour } from '../../../lib/media/average-colour.ts'
import type { Medium } from './addresses.ts'
import { focalClass } from './focal-point.ts'

interface PictureProps {
  medium: Pick<Medium, 'description' | 'blurhash' | 'focus' | 'width' | 'height'>
  src: string
  /** Whether it has its own proportions. Otherwise the place that it fills decides. */
  isSized: boolean
}

/** On a ground in its average colour. If it cannot be loaded, its alt text is readable there. */
export function ShownPicture({ medium, src, isSized }: PictureProps): VNode {
  const { description, blurhash, focus, width, height } = medium
  const colour = averageColour(blurhash)
  const shade = colour && (colour.isDark ? 'on-dark' : 'on-light')
  const size = isSized && width && height ? { width, height } : {}
  return (
    <>
      {colour && <Ground css={colour.css} />}
      <img
        {...size}
        class={[shade, focalClass(focus)].filter(Boolean).join(' ') || undefined}
        src={src}
        alt={description || 'Picture without a description'}
        loading="lazy"
      />
    </>
  )
}

/** Pages may have no styles in their elements, but colours in their drawings. */
function Ground({ css }: { css: string }): VNode {
  return (
    <svg class="ground" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 0h1v1H0z" fill={css} />
    </svg>
  )
}
