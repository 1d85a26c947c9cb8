/** The pictures, films and sounds of a post, in boxes whose size is known before they load. */
import type { VNode } from 'preact'
import type { Uris } from '../../../core/own-uris.ts'
import { addressesOf, type MediaAddresses, type Medium } from './addresses.ts'
import { AltTexts } from './alt-texts.tsx'
import { FilmPlayer } from './film-player.tsx'
import { ShownPicture } from './shown-picture.tsx'
import { SoundPlayer } from './sound-player.tsx'

interface MediaProps {
  uris: Uris
  media: readonly Medium[]
  /** The address of the page that shows the medium at this place, from 0. Without it, pictures lead to their files. */
  pageOf?: ((place: number) => string) | undefined
}

interface Shown {
  medium: Medium
  addresses: MediaAddresses
  place: number
}

export function MediaList({ uris, media, pageOf }: MediaProps): VNode {
  const all = media.map((medium, place) => ({ medium, addresses: addressesOf(uris, medium), place }))
  const shown = all.filter((one): one is Shown => one.addresses !== undefined)
  const visual = shown.filter(({ medium }) => medium.type !== 'audio')
  return (
    <div class="media">
      {visual.length > 0 && (
        <ul class={`tiles ${layoutOf(visual)}`}>
          {visual.map((one) => (
            <Tile isAlone={visual.length === 1} page={pageOf?.(one.place)} {...one} />
          ))}
        </ul>
      )}
      {shown.map((one) => one.medium.type === 'audio' && <SoundPlayer {...one} />)}
      {all.map(({ medium, addresses }) => !addresses && <Elsewhere medium={medium} />)}
      <AltTexts media={media} />
    </div>
  )
}

/** A class of `media.css`, by the number of pictures and films. */
function layoutOf(visual: readonly Shown[]): string {
  const [first] = visual
  const isSized = first?.medium.width && first.medium.height
  return [isSized ? 'one' : 'unsized', 'two', 'three', 'four'][visual.length - 1] ?? 'many'
}

function Tile({ medium, addresses, page, isAlone }: Shown & { page: string | undefined; isAlone: boolean }): VNode {
  if (medium.type !== 'image')
    return (
      <li class="film">
        <FilmPlayer medium={medium} addresses={addresses} />
      </li>
    )
  return (
    <li>
      <a href={page ?? addresses.original}>
        <ShownPicture medium={medium} src={addresses.preview ?? addresses.original} isSized={isAlone} />
      </a>
    </li>
  )
}

/** What cannot be shown here is linked. */
function Elsewhere({ medium: { url, description } }: { medium: Medium }): VNode {
  return (
    <p>
      <a href={url} rel="nofollow noreferrer">
        {description || 'Attachment'} (<bdi>{URL.parse(url)?.host ?? url}</bdi>)
      </a>
    </p>
  )
}
