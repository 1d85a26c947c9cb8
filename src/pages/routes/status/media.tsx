/** `/@name/ID/media/1`: one picture, film or sound of a post, as large as the window. */
import type { VNode } from 'preact'
import { NotFound } from '../../../core/errors.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import { type Answer, redirect } from '../../../lib/http-server/answer.ts'
import { addressesOf, type MediaAddresses, type Medium } from '../../components/media/addresses.ts'
import { FilmPlayer } from '../../components/media/film-player.tsx'
import { ShownPicture } from '../../components/media/shown-picture.tsx'
import { SoundPlayer } from '../../components/media/sound-player.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { mediaPath } from '../../components/post-card.tsx'
import { Folded } from '../../components/post-content.tsx'
import { respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { findPost, isNamedBy } from './find.ts'
import { remotePage } from './page.tsx'

export async function mediaPage(visit: Visit, handle: string, id: string, number: string): Promise<Answer> {
  const view = await findPost(visit, id)
  const { status, account } = view
  const place = Number(number) - 1
  const medium = status.attachments[place]
  const addresses = medium && addressesOf(visit.app.uris, medium)
  if (!addresses) throw new NotFound('no-such-medium')
  if (!isNamedBy(view, handle)) return redirect(302, mediaPath(account, status.id, place))
  if (!status.local && !visit.visitor) return remotePage(visit, view)
  return respond(visit, {
    head: { title: `${nameOf(account)}: ${titleOf(view, place)}`, noindex: true },
    body: (
      <>
        <h1 class="unseen">{titleOf(view, place)}</h1>
        <Cover view={view}>
          <Exhibit medium={medium} addresses={addresses} />
        </Cover>
        <Ways visit={visit} view={view} place={place} file={addresses.original} />
      </>
    ),
  })
}

function titleOf({ status: { attachments } }: StatusView, place: number): string {
  const names = { image: 'Picture', gifv: 'Animation', video: 'Film', audio: 'Sound', unknown: 'Attachment' }
  const name = names[attachments[place]?.type ?? 'unknown']
  return attachments.length === 1 ? name : `${name} ${place + 1} of ${attachments.length}`
}

/** What the post covers is covered here too, because an address of this page can be sent to anybody. */
function Cover({ view: { status }, children }: { view: StatusView; children: VNode }): VNode {
  const { content_warning, sensitive, language } = status
  if (content_warning === '' && !sensitive) return children
  return (
    <Folded summary={content_warning || 'Sensitive media'} lang={content_warning === '' ? null : language}>
      {children}
    </Folded>
  )
}

function Exhibit({ medium, addresses }: { medium: Medium; addresses: MediaAddresses }): VNode {
  return (
    <figure class="exhibit">
      <Content medium={medium} addresses={addresses} />
      {medium.description && <figcaption dir="auto">{medium.description}</figcaption>}
    </figure>
  )
}

function Content({ medium, addresses }: { medium: Medium; addresses: MediaAddresses }): VNode {
  if (medium.type === 'audio') return <SoundPlayer medium={medium} addresses={addresses} />
  if (medium.type !== 'image') return <FilmPlayer medium={medium} addresses={addresses} />
  return (
    <a href={addresses.original}>
      <ShownPicture medium={{ ...medium, blurhash: null }} src={addresses.original} isSized />
    </a>
  )
}

interface WaysProps {
  visit: Visit
  view: StatusView
  place: number
  file: string
}

function Ways({ visit, view: { status, account }, place, file }: WaysProps): VNode {
  const places = [...status.attachments.keys()].filter((at) => isShownHere(visit, status.attachments[at]))
  const previous = places.findLast((at) => at < place)
  const next = places.find((at) => at > place)
  return (
    <>
      {places.length > 1 && (
        <nav class="more" aria-label="Media of this post">
          {previous !== undefined && (
            <a rel="prev" href={mediaPath(account, status.id, previous)}>
              Previous
            </a>
          )}
          {next !== undefined && (
            <a rel="next" href={mediaPath(account, status.id, next)}>
              Next
            </a>
          )}
        </nav>
      )}
      <p class="ways">
        <a href={`${pagesOf(account)}/${status.id}`}>Back to the post</a>
        <a href={file}>Open the file</a>
      </p>
    </>
  )
}

function isShownHere({ app }: Visit, medium: Medium | undefined): boolean {
  return medium !== undefined && addressesOf(app.uris, medium) !== undefined
}
